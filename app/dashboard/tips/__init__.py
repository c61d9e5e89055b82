"""The screens of weekly ideas."""
