"""Names of a roster, found in a text: Rose and Will are children here, a rose and a will are not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from app.foundation.text import folded
from app.translation.dates import month_and_day_names
from app.translation.name_words import CONNECTORS, NAME_WORDS, TITLES, UNKNOWN_LANGUAGE

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_LEAST_LETTERS = 2
_MOST_CONNECTORS = 3
_JOINTS = frozenset({"-", "'", "\u2019"})
"""What holds the halves of one name together: "Smith-Jones", "O'Brien"."""
_LONGEST_GAP_IN_A_PLACE = 2
"""As in "St. Mary's" or "Room A, North"."""
_AFTER_A_TITLE = regex.compile(r"\.?[ \u00a0]|\.")
_FREE_AFTER = frozenset(".!?¡¿\n\r:;•*-\u2013\u2014…\x00")
_OPENING = " \"'\u201c\u2018«("


@dataclass(frozen=True)
class Names:
    """The names of many people, made for looking up words and not for going through them."""

    words: frozenset[str]
    pairs: frozenset[str]
    """Two words that stand side by side in somebody's name."""
    tails: frozenset[str]
    """Words of a name with the small words before them: "de la cruz"."""
    places: Mapping[str, tuple[tuple[str, ...], ...]] = field(hash=False)
    """Names kept only as a whole, by their first word: a school may be called after ordinary words."""

    @classmethod
    def of(cls, people: Iterable[str], places: Iterable[str] = ()) -> "Names":
        """Made once per roster, since it goes through all of it.

        Any word of a person's name is that name. Of a place, such as the school or a section, only all its words
        together are: "Lincoln Elementary School" is kept, and the school is closed tomorrow all the same.
        """
        words: set[str] = set()
        pairs: set[str] = set()
        tails: set[str] = set()
        for name in people:
            parts = _WORD.findall(_fold(name))
            words.update(parts)
            pairs.update(f"{first} {second}" for first, second in pairwise(parts))
            if not CONNECTORS.isdisjoint(parts):
                tails.update(_tails(parts))
        words = {word for word in words if len(word) >= _LEAST_LETTERS} - CONNECTORS - TITLES
        return cls(frozenset(words), frozenset(pairs), frozenset(tails), _by_first_word(places))


def _tails(parts: list[str]) -> Iterator[str]:
    before: list[str] = []
    for part in parts:
        if part in CONNECTORS:
            before.append(part)
            continue
        yield from (" ".join([*before[at:], part]) for at in range(len(before)))
        before = []


def _by_first_word(places: Iterable[str]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for place in places:
        words = tuple(_WORD.findall(_fold(place)))
        if len(words) > 1:
            found[words[0]] = (*found.get(words[0], ()), words)
    return found


class FoundName(NamedTuple):
    """Where a name stands: from its title, from itself, to its end."""

    from_title: int
    start: int
    end: int


class _Word(NamedTuple):
    """A word of the text and what surrounds it."""

    typed: str
    folded: str
    start: int
    end: int
    gap: str
    """What stands between it and the next word."""

    @property
    def has_capital(self) -> bool:
        return self.typed[0].isupper()


def find_names(text: str, language: str, *, names: Names, family: Names) -> Iterator[FoundName]:
    """Every name of the roster or of this family, and whatever follows a title: "Ms. Carter".

    A capital makes a name of a roster's word. Where capitals tell nothing, at the start of a sentence and in a text
    that shouts, a word that is an ordinary one too needs more: what follows it, or the family's own child.
    """
    reader = _Reader(text, language, names, family)
    at = 0
    while at < len(reader.words):
        place = reader.last_of_place(at)
        if place is not None:
            yield FoundName(reader.words[at].start, reader.words[at].start, reader.words[place].end)
            at = place + 1
            continue
        titled = reader.is_titled(at)
        first = at + 1 if titled else at
        if titled or reader.is_name(at):
            last = reader.last(first)
            start = reader.start(first)
            yield FoundName(reader.words[at].start if titled else start, start, reader.words[last].end)
            at = last
        at += 1


class _Reader:
    """One text and the names that may be in it."""

    def __init__(self, text: str, language: str, names: Names, family: Names) -> None:
        self.text = text
        self.words = _words_of(text)
        self.people = (names, family) if family.words else (names,)
        self.family = family.words
        self.known = NAME_WORDS.get(language, UNKNOWN_LANGUAGE)
        self.times = month_and_day_names(language)
        self.capitals_tell = _capitals_tell([word.typed for word in self.words])

    def last_of_place(self, at: int) -> int | None:
        """The last word of the place whose whole name begins here."""
        if not self.words[at].has_capital:
            return None
        for people in self.people:
            for place in people.places.get(self.words[at].folded, ()):
                words = self.words[at : at + len(place)]
                is_one = all(len(word.gap) <= _LONGEST_GAP_IN_A_PLACE for word in words[:-1])
                if is_one and tuple(word.folded for word in words) == place:
                    return at + len(place) - 1
        return None

    def is_titled(self, at: int) -> bool:
        word, following = self.words[at], self._word(at + 1)
        if following is None or not word.has_capital or word.folded not in TITLES:
            return False
        is_name = following.has_capital or following.folded in CONNECTORS
        return is_name and _AFTER_A_TITLE.fullmatch(word.gap) is not None

    def is_name(self, at: int) -> bool:
        word = self.words[at]
        if not word.has_capital or not self._is_anybody(word.folded):
            return False
        is_free = self._has_free_capital(at)
        if is_free and self._begins_question(at):
            return False
        if self._has_a_neighbour(at):
            return True
        if word.folded in self.known.never_alone or self._is_a_time(at):
            return False
        if is_free and word.folded in self.known.common:
            return word.folded in self.family
        if is_free and word.folded in self.known.ordinary:
            return self._is_person(at)
        return True

    def start(self, at: int) -> int:
        """Where the name begins: with the small words before it, "De La Cruz", or the letter in "O'Brien"."""
        first, phrase = at, self.words[at].folded
        for before in range(at - 1, max(-1, at - 1 - _MOST_CONNECTORS), -1):
            word = self.words[before]
            if word.gap != " " or word.folded not in CONNECTORS:
                break
            phrase = f"{word.folded} {phrase}"
            if self._is_tail(phrase):
                first = before
        before_it = self._word(first - 1)
        if (
            before_it is not None
            and before_it.gap in _JOINTS
            and before_it.has_capital
            and len(before_it.typed) == 1
        ):
            return before_it.start
        return self.words[first].start

    def last(self, at: int) -> int:
        """The last word of the name: "María José", "Smith-Jones", "Ana de la Cruz"."""
        last = at
        while (following := self._next_part(last)) is not None:
            last = following
        return last

    def _next_part(self, last: int) -> int | None:
        """The word that carries the name on, behind small words perhaps."""
        word, following = self.words[last], self._word(last + 1)
        if following is not None and word.gap in _JOINTS and following.has_capital:
            return last + 1
        small: list[str] = []
        while following is not None and word.gap == " " and following.folded in CONNECTORS:
            small.append(following.folded)
            word, following = following, self._word(last + 1 + len(small))
        if following is None or word.gap != " " or not following.has_capital:
            return None
        at = last + 1 + len(small)
        is_after_title = self.words[last].folded in CONNECTORS  # "Sra. de la Cruz", whom no roster has
        if small:
            return at if is_after_title or self._is_tail(" ".join([*small, following.folded])) else None
        half = self._word(at + 1)
        if half is not None and len(following.typed) == 1 and following.gap in _JOINTS and half.has_capital:
            return at + 1  # the Brien of O'Brien
        if is_after_title:
            return at
        is_word = following.folded in self.known.never_alone and not self._are_neighbours(word, following)
        return at if self._is_anybody(following.folded) and not is_word else None

    def _is_tail(self, phrase: str) -> bool:
        return any(phrase in people.tails for people in self.people)

    def _is_anybody(self, word: str) -> bool:
        return any(word in people.words for people in self.people)

    def _has_free_capital(self, at: int) -> bool:
        """Whether any word would have its capital here."""
        if not self.capitals_tell:
            return True
        before = self.text[: self.words[at].start].rstrip(_OPENING)
        return not before or before[-1] in _FREE_AFTER

    def _begins_question(self, at: int) -> bool:
        """Whether it is the verb of a question, "Will Ana come?", and not the one it is about, "Will is coming?"."""
        word, following = self.words[at], self._word(at + 1)
        if word.folded not in self.known.modals or following is None or word.gap.strip():
            return False
        ends = regex.search(r"[.?!\n]|$", self.text, pos=word.end).group()
        return bool(ends == "?" and following.folded not in self.known.after_a_person)

    def _has_a_neighbour(self, at: int) -> bool:
        return any(
            first is not None and second is not None and self._are_neighbours(first, second)
            for first, second in ((self._word(at - 1), self.words[at]), (self.words[at], self._word(at + 1)))
        )

    def _are_neighbours(self, first: _Word, second: _Word) -> bool:
        """Whether two words stand side by side here as they do in somebody's name."""
        if not (first.has_capital and second.has_capital and (first.gap == " " or first.gap in _JOINTS)):
            return False
        return any(f"{first.folded} {second.folded}" in people.pairs for people in self.people)

    def _is_a_time(self, at: int) -> bool:
        """Whether "April" or "Domingo" is the month or the day."""
        before = self._word(at - 1)
        if self.words[at].folded not in self.times or before is None or before.gap != " ":
            return False
        return before.folded in self.known.before_a_time

    def _is_person(self, at: int) -> bool:
        """Whether "Will" is somebody: not before "you"; else if the family has one, or nothing is known of it."""
        word, following = self.words[at], self._word(at + 1)
        if following is None or word.gap.strip():
            return not self.family or word.folded in self.family or not self.capitals_tell or "," in word.gap
        if following.folded in self.known.never_after:
            return False
        if following.folded in self.known.follows.get(word.folded, ()):
            return False
        return not self.family or word.folded in self.family

    def _word(self, at: int) -> _Word | None:
        return self.words[at] if 0 <= at < len(self.words) else None


def _words_of(text: str) -> list[_Word]:
    found = list(_WORD.finditer(text))
    ends = [*(word.start() for word in found[1:]), len(text)]
    return [
        _Word(word.group(), _fold(word.group()), word.start(), word.end(), text[word.end() : end])
        for word, end in zip(found, ends, strict=False)  # a text without words has an end too
    ]


def _capitals_tell(words: list[str]) -> bool:
    """Whether a capital means something: not in a text that shouts, nor in a Title Like This One."""
    if not any(letter.islower() for word in words for letter in word):
        return len(words) <= 1
    small = sum(word[0].islower() for word in words)
    return len(words) < 4 or small * 3 >= len(words)  # noqa: PLR2004 - a handful of words tell nothing


def _fold(word: str) -> str:
    return folded(word) or ""


NOBODY = Names.of(())
