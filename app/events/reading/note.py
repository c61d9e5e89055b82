"""What is left of a reply once it is understood, and the needs in it, all in the family's own words."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from app.events.reading.claims import NEEDS
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Break, Other, Piece, Word
from app.events.reading.reply import Need, StatedNeed

_ABOUT_A_NEED = {
    *(Other.UNKNOWN, Meaning.FILLER, Meaning.PART, Meaning.MYSELF, Meaning.OTHER_NUMBER),
}
_SAYS_MORE = {
    *(Other.UNKNOWN, Other.LONG_NUMBER, Other.SOME_COUNT),
    *(Meaning.REASON, Meaning.TIME, Meaning.OTHER_NUMBER, Meaning.NOT_NEEDED, Meaning.WISH, Meaning.PART),
    *(
        Meaning.TOO_EARLY_OR_LATE,
        Meaning.DAY,
        Meaning.WITH,
        Meaning.BRINGING,
        Meaning.UNLIKELY,
        Meaning.NEGATION,
    ),
}
_BETWEEN_STRETCHES = " … "


def needs_in(body: str, words: Sequence[Word], pieces: Sequence[Piece]) -> tuple[StatedNeed, ...]:
    """Each need once, with the words around it that belong to it."""
    found: dict[Need, list[str]] = {}
    for at, piece in enumerate(pieces):
        if piece.kind in NEEDS and not _is_not_needed(pieces, at):
            taken = _around(pieces, at)
            start, end = pieces[taken.start].first, pieces[taken.stop - 1].last
            found.setdefault(NEEDS[piece.kind], []).append(body[words[start].start : words[end - 1].end])
    return tuple(StatedNeed(need, _BETWEEN_STRETCHES.join(said)) for need, said in found.items())


def about_needs(pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces that speak of a need, with all that belongs to it."""
    return frozenset(
        number
        for at, piece in enumerate(pieces)
        if piece.kind in NEEDS and not _is_not_needed(pieces, at)
        for number in _around(pieces, at)
    )


def _is_not_needed(pieces: Sequence[Piece], at: int) -> bool:
    """Whether "no necesito" stands before it in its clause."""
    for piece in reversed(pieces[:at]):
        if piece.kind is Meaning.NOT_NEEDED:
            return True
        if piece.kind is Meaning.BUT or piece.before is not Break.BLANK:
            return False
    return False


def _around(pieces: Sequence[Piece], at: int) -> range:
    first = at
    while first > 0 and pieces[first].before is Break.BLANK and pieces[first - 1].kind in _ABOUT_A_NEED:
        first -= 1
    last = at + 1
    while (
        last < len(pieces)
        and pieces[last].before is Break.BLANK
        and pieces[last].kind in _ABOUT_A_NEED | {Meaning.PLUS}
    ):
        last += 1
    while pieces[last - 1].kind is Meaning.PLUS:
        last -= 1
    return range(first, last)


def stretches(
    body: str, words: Sequence[Word], pieces: Sequence[Piece], counted: AbstractSet[int]
) -> tuple[str, tuple[str, ...]]:
    """The note, and the stretches that were understood; every word is in one of them. `pieces` may lack questions."""
    of_needs = about_needs(pieces)
    understood = set[int]()
    for at, piece in enumerate(pieces):
        if piece.kind not in _SAYS_MORE or at in of_needs or at in counted:
            understood |= set(range(piece.first, piece.last))
    fillers = {
        word
        for at, piece in enumerate(pieces)
        if piece.kind in {Meaning.FILLER, Meaning.MYSELF, Meaning.PLUS} and at not in of_needs
        for word in range(piece.first, piece.last)
    }
    for number in reversed(range(len(words) - 1)):  # "el arroz" and not "arroz"
        is_led_in = number in fillers and number + 1 not in understood
        if is_led_in and words[number + 1].before is Break.BLANK:
            understood.discard(number)
    for number in range(1, len(words)):  # and "en la ciudad de mi mamá" whole
        if number in fillers and number - 1 not in understood and words[number].before is Break.BLANK:
            understood.discard(number)
    note = _BETWEEN_STRETCHES.join(_runs(body, words, lambda number: number not in understood))
    return note, tuple(_runs(body, words, lambda number: number in understood))


def _runs(body: str, words: Sequence[Word], is_in: Callable[[int], bool]) -> Iterator[str]:
    start: int | None = None
    for number in range(len(words) + 1):
        inside = number < len(words) and is_in(number)
        if inside and start is None:
            start = number
        elif not inside and start is not None:
            yield body[words[start].start : words[number - 1].end]
            start = None
