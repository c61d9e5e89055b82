"""Reading an answer: which choice a family's words take, and what they say beyond it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.sms.keywords import normalise


@dataclass(frozen=True)
class Reading:
    """A clean answer: the choice counted from 1, and the family's words beyond it."""

    choice: int
    note: str


_NUMBERED = re.compile(r"^\s*[#(]?\s*(\d{1,2})\s*[).:,;\-–—]?(?:\s+(.*))?$", re.DOTALL)  # noqa: RUF001 - dashes as people type them


def read_answer(body: str, choices: Sequence[Sequence[str]]) -> Reading | None:
    """The choice that the words take, or None when they take none or more than one.

    `choices` holds, for each numbered choice, the words that mean it besides its number.
    """
    numbered = _NUMBERED.match(body)
    if numbered:
        choice = int(numbered[1])
        return Reading(choice, (numbered[2] or "").strip()) if 1 <= choice <= len(choices) else None
    said = normalise(body)
    if not said:  # a picture, or signs alone: neither is anybody's name
        return None
    taken = [number for number, words in enumerate(choices, 1) if said in {normalise(word) for word in words}]
    return Reading(taken[0], "") if len(taken) == 1 else None
