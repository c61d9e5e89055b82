"""The screens of announcements, which the code calls broadcasts."""
