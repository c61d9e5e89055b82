"""Which part of a reply asks something: that is for a person, and never read as an answer."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.events.reading.claims import CLAIMING, COUNTS, DATED, NEEDS, claims_in
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Break, Piece

_LEADS_IN = {
    *(Meaning.FILLER, Meaning.COURTESY, Meaning.AGREED, Meaning.BUT, Meaning.PLUS, Meaning.MYSELF),
    *NEEDS,
    *COUNTS,
    *DATED,
}
_AFTER = {*NEEDS, *COUNTS, *DATED, Meaning.BUT, Meaning.PLUS}
_ASKS = {Meaning.QUESTION, Meaning.ASKING_VERB}
_WORDS_OF_A_REQUEST = 2


def without_questions(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that tell something, in their order."""
    return [piece for sentence in _sentences(pieces) for piece in _told(sentence)]


def _sentences(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    sentence = 0
    numbered = []
    for piece in pieces:
        sentence += piece.before is Break.SENTENCE
        numbered.append((sentence, piece))
    for _, group in groupby(numbered, lambda pair: pair[0]):
        yield [piece for _, piece in group]


def _told(sentence: list[Piece]) -> list[Piece]:
    is_asked = any(piece.is_asked for piece in sentence)
    if is_asked and _only_requests(sentence):
        return sentence
    start = _start(sentence)
    if start is None:
        return [] if is_asked else sentence
    end = len(sentence) if is_asked else _end(sentence, start)
    told = sentence[:start] + sentence[end:]
    return told if not is_asked or claims_in(told) or _counts(told) else []


def _counts(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind in COUNTS | DATED for piece in pieces)


def _only_requests(sentence: Sequence[Piece]) -> bool:
    """Whether it asks for a need and nothing else: "can someone pick us up?"."""
    asked = [
        piece for piece in sentence if piece.kind in NEEDS and piece.last - piece.first >= _WORDS_OF_A_REQUEST
    ]
    return bool(asked) and all(
        piece in asked or piece.kind in _LEADS_IN or claims_in([piece]) for piece in sentence
    )


def _start(sentence: Sequence[Piece]) -> int | None:
    """Where the question begins: at a question word that opens a clause or follows an answer."""
    for at, piece in enumerate(sentence):
        if piece.kind in _ASKS and _may_begin(sentence, at):
            return at
    return None


def _may_begin(sentence: Sequence[Piece], at: int) -> bool:
    if at == 0 or sentence[at].before is not Break.BLANK:
        return True
    before = sentence[at - 1]
    if before.kind is Meaning.YES_OR_IF and sentence[at].kind is Meaning.ASKING_VERB:
        return False
    opening = next(n for n in range(at, -1, -1) if n == 0 or sentence[n].before is not Break.BLANK)
    is_led_in = all(piece.kind in _LEADS_IN for piece in sentence[opening:at])
    return is_led_in or before.kind in _AFTER | CLAIMING


def _end(sentence: Sequence[Piece], start: int) -> int:
    """Where a question without its mark ends: at a comma that an answer follows."""
    for at in range(start + 1, len(sentence)):
        if sentence[at].before is Break.COMMA and claims_in([sentence[at]]):
            return at
    return len(sentence)
