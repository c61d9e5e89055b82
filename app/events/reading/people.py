"""How many people a reply speaks of: "somos 4", "vamos los 5 y mi suegra", "me and my 3 kids"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.events.reading.lexicon import Lexicon
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Break, Other, Piece

MOST_PEOPLE = 20
"""More than a family is likely to bring: then a person looks."""

_WHOLE = {Meaning.TOTAL, Meaning.LOOSE_TOTAL, Meaning.ALONE}
_PARTS = {Meaning.PART, Meaning.FIRST_PART}
_BETWEEN = {Meaning.PLUS, Meaning.FILLER}


@dataclass(frozen=True)
class People:
    """The count, which pieces say it, and whether they contradict one another."""

    count: int | None = None
    pieces: frozenset[int] = frozenset()
    is_contradictory: bool = False


@dataclass(frozen=True)
class _Element:
    """One term of the sum."""

    at: int
    count: int
    is_whole: bool = False
    is_self: bool = False
    is_counted: bool = False
    """Whether it says how many, so that it is a count even alone: "2 adultos", unlike "mi suegra"."""
    is_added: bool = False
    """Whether a word joins it to the one before: "y", "plus"."""


def people_in(pieces: Sequence[Piece], lexicon: Lexicon) -> People:
    counted = [
        (sum_, group) for group in _groups(pieces, lexicon) if (sum_ := _sum(group, pieces)) is not None
    ]
    if not counted:
        return People()
    used = frozenset(element.at for _, group in counted for element in group)
    wholes = {count for count, group in counted if group[0].is_whole}
    counts = wholes or {count for count, _ in counted}
    count = counts.pop()
    if counts or not 1 <= count <= MOST_PEOPLE:
        return People(pieces=used, is_contradictory=True)
    return People(count, used)


def _groups(pieces: Sequence[Piece], lexicon: Lexicon) -> Iterator[list[_Element]]:
    group: list[_Element] = []
    for element in _elements(pieces, lexicon):
        if group and not _is_linked(pieces, group[-1].at, element.at):
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _elements(pieces: Sequence[Piece], lexicon: Lexicon) -> Iterator[_Element]:
    for at, piece in enumerate(pieces):
        is_added = at > 0 and _plus_before(pieces, at)
        number = piece.number
        if piece.kind in _WHOLE:
            yield _Element(at, 1 if number is None else number, is_whole=True, is_added=is_added)
        elif piece.kind in _PARTS:
            yield _Element(
                at, 1 if number is None else number, is_counted=number is not None, is_added=is_added
            )
        elif piece.kind is Meaning.WITH or _is_myself(piece, lexicon, is_added=is_added):
            yield _Element(at, 1, is_self=True, is_added=is_added)
        elif piece.kind is Other.NUMBER and number and _adds_guests(pieces, at):
            yield _Element(at, number, is_added=True)


_JOINS_A_NUMBER = {"plus", "+", "mas"}


def _adds_guests(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is "+1", and not one date joined to another: "1 + 3"."""
    is_joined = at > 0 and pieces[at - 1].plain in _JOINS_A_NUMBER
    return is_joined and (at == 1 or pieces[at - 2].kind is not Other.NUMBER)


def _is_myself(piece: Piece, lexicon: Lexicon, *, is_added: bool) -> bool:
    """Whether it is "yo", or a phrase of which "y yo" is joined to somebody else: "and I will be there"."""
    if piece.kind is Meaning.MYSELF:
        return True
    found = lexicon.longest(piece.plain.split()[:1], None)
    return is_added and found is not None and found[0] is Meaning.MYSELF


def _plus_before(pieces: Sequence[Piece], at: int) -> bool:
    before = at - 1
    while before >= 0 and pieces[before].kind is Meaning.FILLER:
        before -= 1
    return before >= 0 and pieces[before].kind is Meaning.PLUS and pieces[before].plain != "con"


def _is_linked(pieces: Sequence[Piece], one: int, other: int) -> bool:
    between = pieces[one + 1 : other]
    is_one_sentence = all(piece.before is not Break.SENTENCE for piece in pieces[one + 1 : other + 1])
    return is_one_sentence and all(piece.kind in _BETWEEN for piece in between)


def _sum(group: Sequence[_Element], pieces: Sequence[Piece]) -> int | None:
    """What the terms add up to; None where it stays open."""
    first = group[0]
    if first.is_whole:
        total = first.count
        for element in group[1:]:
            if not element.is_added or element.is_self or element.is_whole:
                break
            total += element.count
        return total
    others = [element for element in group if not element.is_self]
    if not others:
        return None
    has_self = len(others) < len(group)
    if has_self or (first.is_added and pieces[first.at].kind is Other.NUMBER):
        return 1 + sum(element.count for element in others)
    if any(element.is_counted for element in others) and _stands_alone(group, pieces):
        return sum(element.count for element in others)
    return None


def _stands_alone(group: Sequence[_Element], pieces: Sequence[Piece]) -> bool:
    """Whether it counts all who come: "2 of my kids are ill" counts no guests, "with 2 kids" not the writer."""
    before, after = group[0].at - 1, group[-1].at + 1
    is_free_before = (
        before < 0
        or pieces[group[0].at].before > Break.BLANK
        or pieces[before].kind not in {Other.UNKNOWN, Meaning.PLUS}
    )
    is_free_after = (
        after == len(pieces) or pieces[after].before > Break.BLANK or pieces[after].kind != Other.UNKNOWN
    )
    return is_free_before and is_free_after
