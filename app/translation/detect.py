"""Which of a few languages a short text is written in, told from its words and letters on this machine."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

CLEAR_GAP = 0.05
"""How far ahead of the next a language must be: below it, most guesses at two hundred made-up texts were wrong."""

_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S*|\S+@\S+")


def language_of(text: str, *, among: Sequence[str], hint: str | None = None) -> str | None:
    """The language of a text, out of these; None where its words do not tell.

    The hint, the language that the phone is known to read, decides where the words do not. It also decides
    if it is one that cannot be recognised, as its words would be taken for those of another language.
    """
    words = _NOT_WORDS.sub(" ", text)
    if not any(character.isalpha() for character in words):
        return None
    otherwise = hint if hint in among else None
    codes = {known: code for code in among if (known := _recognisable(code)) is not None}
    if len(codes) == 1 or (otherwise is not None and otherwise not in codes.values()):
        return otherwise
    detector = _detector(frozenset(codes))
    found = detector.detect(words)
    return codes[found] if found in codes and detector.results.gap >= CLEAR_GAP else otherwise


def _recognisable(code: str) -> Any:  # noqa: ANN401 - the library has no types
    """The library's language of an ISO code, or None where it has not learned it."""
    from langidentify import Language  # noqa: PLC0415 - only a process that reads texts needs it

    language = Language.from_string(code)
    return None if language is Language.UNKNOWN else language


def _detector(languages: frozenset[Any]) -> Any:  # noqa: ANN401
    """A new one for each call: that costs nothing, and no two threads may share one."""
    from langidentify import Detector  # noqa: PLC0415

    return Detector(_model(languages))


@cache
def _model(languages: frozenset[Any]) -> Any:  # noqa: ANN401
    """What tells just these apart; read once, in some tenths of a second."""
    from langidentify import Model  # noqa: PLC0415

    return Model.load_lite(sorted(languages, key=lambda language: str(language.iso_code)))
