"""What became of an announcement, on the screens of staff."""
