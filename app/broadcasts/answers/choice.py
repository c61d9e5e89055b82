"""Reading which choice a family takes: "2", "la 2 por favor", "martes", and what it says beyond that. Pure.

The first rule is never to count what was not meant: "2 of my kids are ill" and "1 or 2" take no choice, and a person
reads them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex  # type: ignore[import-untyped]

from app.broadcasts.answers.thanks import courtesy_in, is_tap, without_courtesy
from app.prompts.reading import read_answer
from app.sms.keywords import normalise
from app.sms.languages import language_files

NONE_OF_THEM = 0
"""What gives a place back."""
_MOST_WORDS_OF_A_BARE_ANSWER = 3
_NUMBERED = regex.compile(r"\s*[#(]?\s*\d{1,2}\s*[).:,;!\u2013\u2014\n-]")
_NUMBER = regex.compile(r"(?<![\p{N}:/$.])\d{1,2}(?![\p{N}:/%]|\.\d)")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True)
class Said:
    """The choice that a text takes, counted from 1, or none of them; and its words beyond that."""

    choice: int
    note: str = ""
    is_bare: bool = True
    """Whether it could as well answer whatever else somebody has asked."""
    is_clean: bool = True
    """False where it may have been meant otherwise: then a person reads it, and it does not count."""
    is_late: bool = False

    def doubted(self) -> "Said":
        return replace(self, is_clean=False)

    def too_late(self) -> "Said":
        return replace(self, is_late=True)


def read_choice(body: str, choices: Sequence[Sequence[str]], *, may_give_back: bool) -> Said | None:
    """What the text says; None where it is no answer.

    `choices` holds, for each of them, the words that mean it besides its number.
    """
    if is_tap(body):
        return None
    text = _without_opening(body)
    words = "" if "?" in text else without_courtesy(text)
    if may_give_back and words in _none_of_them():
        return Said(NONE_OF_THEM)
    for answer in filter(None, (words, text)):
        reading = read_answer(answer, _with_counted(choices))
        if reading is not None and reading.choice is not None and not reading.note:
            return Said(reading.choice, is_bare=len(normalise(body).split()) <= _MOST_WORDS_OF_A_BARE_ANSWER)
    reading = read_answer(text, choices)
    if reading is None or reading.choice is None:
        return None
    is_set_off = _NUMBERED.match(text) is not None
    return _with_note(body, reading.choice, reading.note, choices, is_set_off=is_set_off)


def _with_note(
    body: str, choice: int, note: str, choices: Sequence[Sequence[str]], *, is_set_off: bool
) -> Said:
    """A number with further words: they go on from the choice, or the number counts something in them."""
    own = _after_one_of(choices[choice - 1], note)
    if own is not None:
        is_set_off, note = True, own
    if not note or courtesy_in(note):
        return Said(choice, is_bare=False)
    others = [words for number, words in enumerate(choices, 1) if number != choice]
    if _names_another(note, choice, others) or not (is_set_off or _goes_on(note)):
        return Said(choice, body.strip(), is_bare=False, is_clean=False)
    return Said(choice, note.strip(), is_bare=False)


def _names_another(note: str, choice: int, others: Sequence[Sequence[str]]) -> bool:
    """Whether another choice, or its number, stands in the words."""
    numbers = {int(number) for number in _NUMBER.findall(note)} - {choice}
    if any(number <= len(others) + 1 for number in numbers):
        return True
    words = f" {normalise(note)} "
    return any(f" {normalise(one)} " in words for known in others for one in known if normalise(one))


def _without_opening(body: str) -> str:
    """The text without what leads up to an answer: "la 2", "option 2", "my answer is 2"."""
    for openings in (one.before_a_choice for one in language_files()):
        rest = _after_one_of(openings, body)
        if rest:
            return rest
    return body


def _after_one_of(phrases: Iterable[str], text: str) -> str | None:
    """What follows where the text begins with one of the phrases; None where it begins with none of them."""
    for plain in sorted(filter(None, map(normalise, phrases)), key=len, reverse=True):
        for end in _ends_of_words(text):
            begins = normalise(text[:end])
            if begins == plain:
                return text[end:].lstrip(" ,.;:!\n\u2013\u2014-")
            if len(begins) > len(plain):  # nor does any longer beginning: a text may go on for pages
                break
    return None


def _ends_of_words(text: str) -> Iterator[int]:
    return (found.end() for found in _WORD.finditer(text))


def _goes_on(note: str) -> bool:
    """Whether it goes on as a reason or a condition does: "por la tarde", "because I work"."""
    words = f"{normalise(note)} "
    return any(words.startswith(f"{normalise(one)} ") for each in language_files() for one in each.goes_on)


def _with_counted(choices: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words of each choice, and what its number is called: "two", "dos"."""
    called = [each.numbers for each in language_files()]
    return [[*words, *(names[at] for names in called if at < len(names))] for at, words in enumerate(choices)]


def _none_of_them() -> frozenset[str]:
    return frozenset({"0", *(normalise(one) for each in language_files() for one in each.none_of_them)})
