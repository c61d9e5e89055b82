"""Comparing what people type."""

import unicodedata


def folded(words: str | None) -> str | None:
    """Lower case without accents, so that "munoz" finds "Muñoz"."""
    if words is None:
        return None
    if words.isascii():
        return words.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))
