"""Several children in one sentence, as each language joins their names. Pure."""

import re
from collections.abc import Sequence

from babel.lists import format_list

_OR_TURNS = {"es": re.compile(r" o (?=[hH]?[oóOÓ])")}
"""Spanish says "Ana u Óscar"."""
_AND_TURNS = {"es": re.compile(r" y (?=[hH]?[iIíÍ](?!e))")}
"""Spanish says "Ana e Isabel"."""


def any_of_names(language: str, names: Sequence[str]) -> str:
    """Joined by "or": with "and", a sentence that was written about one child would need other verbs."""
    said = str(format_list([*names], style="or", locale=language))
    return _OR_TURNS[language].sub(" u ", said) if language in _OR_TURNS else said


def all_of_names(language: str, names: Sequence[str]) -> str:
    """Joined by "and"; nothing for none."""
    if len(names) <= 1:
        return "".join(names)
    said = str(format_list([*names], style="standard", locale=language))
    return _AND_TURNS[language].sub(" e ", said) if language in _AND_TURNS else said
