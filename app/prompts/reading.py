"""Reading an answer: which choice a family's words take, and what they say beyond it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.sms.keywords import normalise


@dataclass(frozen=True)
class Reading:
    """What a family's words make of a question."""

    choice: int | None
    """Which of the numbered choices, counted from 1; None where the practice has read the words in its own way."""
    note: str = ""
    """The words beyond it."""
    said: object = None
    """What the practice has understood, where it reads in its own way."""
    closes: bool = True
    """False where the question stays open: the words were not understood, or there is more to ask."""
    needs_person: bool = True
    """False where the software says all there is to say to it."""
    if_asked_last: bool = False
    """Words that fit older questions too are taken for this one: the family is told how, and may say otherwise."""


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
    return Reading(taken[0]) if len(taken) == 1 else None
