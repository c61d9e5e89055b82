"""The life of one text, in either direction."""
