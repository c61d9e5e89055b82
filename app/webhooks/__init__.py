"""What the provider calls."""
