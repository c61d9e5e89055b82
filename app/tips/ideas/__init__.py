"""Families as authors: an idea of their own, shared with the class once they agree."""
