"""What a form or an address may hold, made safe for every database before any page sees it."""

from typing import Annotated

from fastapi import Form, Path, Query
from pydantic import AfterValidator, BeforeValidator

LARGEST_ID = 2**63 - 1


def _storable(words: str) -> str:
    """NULs and lone surrogates cannot be kept as text, and nobody means them."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode()


def _id_or_none(value: object) -> object:
    """An id that cannot be one names nothing; an empty field is no id."""
    text = str(value).strip()
    could_be = text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_ID))
    return int(text) or None if could_be else None


Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MaybeId = Annotated[int | None, BeforeValidator(_id_or_none), Query()]
ChosenId = Annotated[int | None, BeforeValidator(_id_or_none), Form()]
Words = Annotated[str, AfterValidator(_storable), Form()]
AskedWords = Annotated[str, AfterValidator(_storable), Query()]
