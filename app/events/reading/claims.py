"""What a reply says about coming, piece by piece, and what in it makes that doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.events.reading.lexicon import Lexicon
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Break, Kind, Other, Piece
from app.events.reading.reply import Attendance, Need

NEEDS: dict[Kind, Need] = {
    Meaning.RIDE: Need.RIDE,
    Meaning.CHILDCARE: Need.CHILDCARE,
    Meaning.INTERPRETER: Need.INTERPRETER,
    Meaning.DIET: Need.DIET,
    Meaning.OTHER_TIME: Need.OTHER_TIME,
}
SAYS_COMING = {Meaning.COMING, Meaning.COMING_SHORT, Meaning.WITH}
SAYS_CANNOT = {Meaning.CANNOT, Meaning.CANNOT_SHORT}
COUNTS = {Meaning.TOTAL, Meaning.LOOSE_TOTAL, Meaning.FIRST_PART, Meaning.ALONE}
DATED = {
    *(Other.NUMBER, Other.ORDINAL, Other.DATE, Other.WEEKDAY),
    *(Meaning.ALL_OF_THEM, Meaning.THE_OTHERS, Meaning.ANY_OF_THEM, Meaning.NONE_OF_THEM),
}
_CLAIMS: dict[Kind, Attendance] = {
    **dict.fromkeys((*SAYS_COMING, Meaning.YES, Meaning.YES_OR_IF), Attendance.COMING),
    **dict.fromkeys((*SAYS_CANNOT, Meaning.NO), Attendance.CANNOT),
    Meaning.BY_PHONE: Attendance.BY_PHONE,
    Meaning.MAYBE: Attendance.MAYBE,
}
CLAIMING = frozenset(_CLAIMS)
"""The pieces that say something about coming."""
UNEXPLAINED = {
    *(
        Other.UNKNOWN,
        Other.NUMBER,
        Other.ORDINAL,
        Other.DATE,
        Other.WEEKDAY,
        Other.LONG_NUMBER,
        Other.SOME_COUNT,
    ),
    *(Meaning.OTHER_NUMBER, Meaning.NOT_NEEDED, Meaning.QUESTION, Meaning.NEGATION, Meaning.TIME),
}
"""What a need alone must not stand beside, if nobody is to read it."""
_PASSED_OVER = {Meaning.FILLER, Meaning.MYSELF, Meaning.DAY}
_DENIES = {Meaning.NEGATION, Meaning.EXCEPT}


@dataclass(frozen=True)
class Claim:
    """A piece that says something about coming."""

    at: int
    attendance: Attendance


def claims_in(pieces: Sequence[Piece]) -> list[Claim]:
    return [Claim(at, _CLAIMS[piece.kind]) for at, piece in enumerate(pieces) if piece.kind in _CLAIMS]


def is_doubtful(pieces: Sequence[Piece], lexicon: Lexicon, attendances: set[Attendance]) -> bool:
    """Whether something in the pieces may turn round what they seem to say."""
    return (
        any(piece.kind is Meaning.DOUBT for piece in pieces)
        or any(_is_turned(pieces, at, lexicon) for at in range(len(pieces)))
        or _answers_something_else(pieces)
        or _is_contradicted(pieces, attendances)
        or _is_denied(pieces, attendances)
        or _is_restricted(pieces, attendances)
    )


_SHORT = {Meaning.COMING_SHORT, Meaning.CANNOT_SHORT, Meaning.NO, Meaning.WITH}
_SPOILS_A_CANNOT = {Meaning.NO, *_DENIES, Meaning.BY_PHONE, Meaning.TOO_EARLY_OR_LATE}
_SPOILS_A_NO = {Meaning.AGREED, Meaning.BY_PHONE, Meaning.WISH, *_DENIES}


_REFUSES = SAYS_CANNOT | {Meaning.NO}


def _is_turned(pieces: Sequence[Piece], at: int, lexicon: Lexicon) -> bool:
    """Whether its neighbours may make this piece mean something else than it does by itself."""
    if pieces[at].kind is Meaning.YES_OR_IF:
        return _is_condition(pieces, at)
    after = follower(pieces, at)
    return (
        (after is not None and _is_turned_by(pieces, at, after, lexicon))
        or (pieces[at].kind in _REFUSES and _is_about_an_hour(pieces, at, after, lexicon))
        or (at > 0 and pieces[at].before is Break.BLANK and _has_other_subject(pieces, at, lexicon))
    )


def _is_turned_by(pieces: Sequence[Piece], at: int, after: int, lexicon: Lexicon) -> bool:
    """Whether what follows makes "no puedo" something other than a refusal, or "vamos" than a promise."""
    kind, kind_after = pieces[at].kind, pieces[after].kind
    if kind in _SHORT and kind_after is Other.UNKNOWN:
        return True
    if kind in _REFUSES and kind_after in SAYS_CANNOT:
        return not _has_a_not(pieces[after], lexicon)
    if kind is Meaning.NO and kind_after is Meaning.REASON:
        return after == at + 1 and not _has_subject(pieces[after], lexicon)
    return (kind is Meaning.NO and kind_after in _SPOILS_A_NO) or (
        kind in SAYS_CANNOT and kind_after in _SPOILS_A_CANNOT
    )


def _has_other_subject(pieces: Sequence[Piece], at: int, lexicon: Lexicon) -> bool:
    """Whether what stands before says it of somebody else, or as something said or doubted."""
    kind, before = pieces[at].kind, at - 1
    if kind in _REFUSES and (pieces[before].kind is Meaning.PART or _follows_unlikely(pieces, at)):
        return True
    if kind is Meaning.NO:
        while before > 0 and pieces[before].kind in _PASSED_OVER and pieces[before].before is Break.BLANK:
            before -= 1
        return pieces[before].kind is Other.UNKNOWN
    is_subjectless = pieces[at].plain.split()[0] in lexicon.subjectless
    may_be_of_others = kind in SAYS_CANNOT | {Meaning.COMING_SHORT} and is_subjectless
    return may_be_of_others and pieces[before].kind is Other.UNKNOWN


def _is_about_an_hour(pieces: Sequence[Piece], at: int, after: int | None, lexicon: Lexicon) -> bool:
    """Whether only an hour is refused, which may not be that of the event: "antes de las 5 no puedo"."""
    before = at - 1 if at and pieces[at].before is Break.BLANK else None
    near = {number for number in (before, after) if number is not None}
    refused = {number for number in near if _is_bare_time(pieces[number], lexicon)}
    others = {n for n, piece in enumerate(pieces) if piece.kind is Meaning.OTHER_TIME}
    return bool(refused) and not others - refused


def _is_bare_time(piece: Piece, lexicon: Lexicon) -> bool:
    """A time, without the yes of "otro día sí"."""
    last = lexicon.longest(piece.plain.split()[-1:], None)
    is_accepted = last is not None and last[0] in _CLAIMS
    return piece.kind is Meaning.TIME or (piece.kind is Meaning.OTHER_TIME and not is_accepted)


def _follows_unlikely(pieces: Sequence[Piece], at: int) -> bool:
    """Whether "no creo" stands before it in the same clause: then what it denies is anybody's guess."""
    for piece in reversed(pieces[: at + 1]):
        if piece.kind is Meaning.UNLIKELY:
            return True
        if piece.before is not Break.BLANK:
            return False
    return False


def _has_subject(piece: Piece, lexicon: Lexicon) -> bool:
    """Whether "no" is a word apart from it, as in "no I work"; "no tiene fiebre" says that nobody is ill."""
    found = lexicon.longest(piece.plain.split()[:1], None)
    return found is not None and found[0] in {Meaning.MYSELF, Meaning.FILLER}


def _has_a_not(piece: Piece, lexicon: Lexicon) -> bool:
    """Whether a no is put in words that deny, so that "no, no puedo" says it twice; "no me es imposible" is a yes."""
    return not lexicon.denials.isdisjoint(piece.plain.split())


def contradicts(pieces: Sequence[Piece], attendances: set[Attendance]) -> bool:
    """Whether the pieces, which are part of a question, claim the opposite of the rest."""
    claimed = {claim.attendance for claim in claims_in(pieces)}
    return (Attendance.CANNOT in claimed and Attendance.COMING in attendances) or (
        Attendance.COMING in claimed and attendances == {Attendance.CANNOT}
    )


def follower(pieces: Sequence[Piece], at: int) -> int | None:
    """The piece that says more about this one: the next before any comma, past words without a meaning of their own."""
    for after in range(at + 1, len(pieces)):
        if pieces[after].before is not Break.BLANK:
            return None
        if pieces[after].kind not in _PASSED_OVER:
            return after
    return None


_FOLLOW_A_YES = {
    *_CLAIMS,
    *COUNTS,
    *DATED,
    *NEEDS,
    *(Meaning.AGREED, Meaning.BUT, Meaning.COURTESY, Meaning.WISH, Meaning.TIME, Meaning.PLUS),
    *(Meaning.QUESTION, Meaning.NOT_NEEDED, Meaning.BRINGING),
}


def _is_condition(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a "si" without its accent is an if: what follows it is then no answer."""
    after = follower(pieces, at)
    while after is not None and pieces[after].kind in {Meaning.PART, Meaning.PLUS}:
        after = follower(pieces, after)
    return after is not None and pieces[after].kind not in _FOLLOW_A_YES


_BARE = {Meaning.YES, Meaning.YES_OR_IF, Meaning.NO}
_BESIDE_A_BARE_ANSWER = {
    *_BARE,
    *(
        Meaning.COURTESY,
        Meaning.AGREED,
        Meaning.REASON,
        Meaning.DAY,
        Meaning.BUT,
        Meaning.REGRET,
        Meaning.UNLIKELY,
    ),
    *(
        Meaning.NOT_NEEDED,
        Meaning.WISH,
        Meaning.PART,
        Meaning.PLUS,
        Meaning.MYSELF,
        Meaning.TOO_EARLY_OR_LATE,
    ),
}
_MOST_FILLERS = 2


def _answers_something_else(pieces: Sequence[Piece]) -> bool:
    """Whether a mere yes or no stands beside a statement of another kind: "yes that is my number"."""
    kinds = {piece.kind for piece in pieces}
    if not kinds & _BARE or kinds & {*_CLAIMS, *COUNTS, *DATED, *NEEDS, Meaning.BRINGING} - _BARE:
        return False
    fillers = sum(piece.last - piece.first for piece in pieces if piece.kind is Meaning.FILLER)
    return fillers > _MOST_FILLERS or not kinds <= _BESIDE_A_BARE_ANSWER | {Meaning.FILLER}


_LEADS_TO_A_NO = {Meaning.UNLIKELY, Meaning.REGRET}


def _is_contradicted(pieces: Sequence[Piece], attendances: set[Attendance]) -> bool:
    kinds = {piece.kind for piece in pieces}
    is_no = attendances == {Attendance.CANNOT}
    return (
        (Attendance.COMING in attendances and not kinds.isdisjoint({Meaning.REASON, Meaning.OTHER_TIME}))
        or (not is_no and Attendance.BY_PHONE not in attendances and not kinds.isdisjoint(_LEADS_TO_A_NO))
        or (not is_no and Meaning.OTHER_TIME in kinds)
        or (not attendances and not kinds.isdisjoint({Meaning.REASON, Meaning.WISH}))
        or (is_no and not kinds.isdisjoint(COUNTS))
    )


def _is_denied(pieces: Sequence[Piece], attendances: set[Attendance]) -> bool:
    """Whether a "not" is left over that may belong to anything; after a plain no it makes no difference."""
    said_no = False
    for piece in pieces:
        if piece.kind in SAYS_CANNOT:
            said_no = attendances == {Attendance.CANNOT}
        elif piece.kind in _DENIES and not said_no:
            return True
    return False


def _is_restricted(pieces: Sequence[Piece], attendances: set[Attendance]) -> bool:
    """Whether a "but" leads to something that we do not understand."""
    harmless = {*_CLAIMS, *COUNTS, *DATED, *NEEDS, Meaning.NOT_NEEDED, Meaning.TOO_EARLY_OR_LATE}
    if attendances <= {Attendance.CANNOT, Attendance.MAYBE}:
        harmless |= {Meaning.COURTESY, Meaning.AGREED, Meaning.WISH, Meaning.REASON}
    for at, piece in enumerate(pieces):
        if piece.kind is not Meaning.BUT:
            continue
        rest = [other.kind for other in pieces[at + 1 :]]
        said = [kind for kind in rest if kind not in _PASSED_OVER | {Meaning.COURTESY}]
        is_no_after_all = attendances == {Attendance.CANNOT} and not SAYS_CANNOT.isdisjoint(rest)
        if not (set(rest) & harmless) or (said and said[0] is Other.UNKNOWN and not is_no_after_all):
            return True
    return False
