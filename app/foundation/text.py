"""Keeping and comparing what people type."""

import unicodedata


def display_text(words: str) -> str:
    """The words as every database and screen can hold them: no NULs, no halves of characters."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def folded(words: str | None) -> str | None:
    """Lower case without accents, so that "munoz" finds "Muñoz"."""
    if words is None:
        return None
    if words.isascii():
        return words.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))
