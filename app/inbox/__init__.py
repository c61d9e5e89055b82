"""Families write; staff see, take and answer."""
