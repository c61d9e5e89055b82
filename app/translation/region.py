"""How languages are written in the region of our schools, in characters that cost no more than they must."""

from functools import cache

import regex  # type: ignore[import-untyped]

from app.foundation.i18n import regional
from app.sms.encoding import with_plain_punctuation

REGION = "US"
_BLANK_IN_AN_ABBREVIATION = regex.compile(r"(?<=\p{L}\.) (?=\p{L}\.)")


@cache
def in_region(language: str) -> str:
    """The locale of a language here: Spanish says "4:02 p.m." and not "16:02"."""
    return regional(language, REGION)


def plain(words: str) -> str:
    """Without the blanks and dashes of print, which would force a text into the costly alphabet: "p. m." is "p.m."."""
    return str(_BLANK_IN_AN_ABBREVIATION.sub("", with_plain_punctuation(words)))
