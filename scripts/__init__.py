"""Programs for those who work on Puente."""
