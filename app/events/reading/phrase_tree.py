"""Phrases by what they begin with: what a text is held against, word by word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.events.reading.meaning import Meaning, rank


class Phrase(NamedTuple):
    """One sequence of words, and what it says."""

    words: tuple[str, ...]
    language: str
    meaning: Meaning | None
    """None for an entry of a list."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """The phrases that begin alike, up to here; those that go on alike from here share it, whatever came before."""

    words: Mapping[str, "Node"]
    slots: Mapping[str, "Node"]
    """What follows a number, any word, the beginning of a word, or a list of the same language ("es<kin>")."""
    meanings: Mapping[str, Meaning]
    """What ends here, by language."""
    is_end: bool


def is_slot(word: str) -> bool:
    return word in {"#", "~"} or word[-1] in "*>"


_Tail = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]], frozenset[tuple[str, Meaning]], bool]


def tree_of(phrases: Iterable[Phrase]) -> Node:
    """Where a text starts that may be any of the phrases."""
    return _node(sorted(phrases, key=lambda phrase: phrase.words), 0, {})


def _node(phrases: Sequence[Phrase], at: int, shared: dict[_Tail, Node]) -> Node:
    """Of phrases in the order of their words that agree in all before `at`.

    Of sixty thousand phrases most end like others; held once, they take a twentieth of the room.
    """
    words: dict[str, Node] = {}
    slots: dict[str, Node] = {}
    longer = (phrase for phrase in phrases if len(phrase.words) > at)
    for word, going_on in groupby(longer, key=lambda phrase: phrase.words[at]):
        (slots if is_slot(word) else words)[word] = _node(list(going_on), at + 1, shared)
    ending = [phrase for phrase in phrases if len(phrase.words) == at]
    meanings: dict[str, Meaning] = {}
    for _, language, meaning in ending:
        if meaning is not None:
            meanings[language] = min(meanings.get(language, meaning), meaning, key=rank)
    tail = (_by_child(words), _by_child(slots), frozenset(meanings.items()), bool(ending))
    return shared.setdefault(tail, Node(words, slots, meanings, is_end=bool(ending)))


def _by_child(children: Mapping[str, Node]) -> frozenset[tuple[str, int]]:
    return frozenset((word, id(child)) for word, child in children.items())
