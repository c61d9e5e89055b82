"""What a reply says about an invitation to one date: by words, by the number of a choice, or by how many come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.events.reading.claims import SAYS_COMING, claims_in, follower
from app.events.reading.lexicon import lexicon
from app.events.reading.meaning import Meaning
from app.events.reading.people import MOST_PEOPLE, People
from app.events.reading.pieces import Break, Other, Piece
from app.events.reading.reply import Asked, Attendance, Doubt

_YES = {Meaning.YES, Meaning.YES_OR_IF}
_BEFORE_A_CHOICE = {Meaning.FILLER, Meaning.COURTESY, Meaning.AGREED, Meaning.MYSELF, *_YES}


@dataclass(frozen=True)
class OneDate:
    """The answer, if there is one; and why it may be none."""

    attendance: Attendance | None
    people: People
    doubt: Doubt | None = None


def attendance_of_one_date(pieces: Sequence[Piece], people: People, asked: Asked) -> OneDate:
    if _is_about_another_day(pieces, asked.dates[0]):
        return OneDate(None, people, Doubt.DOUBTFUL)
    said = {claim.attendance for claim in claims_in(pieces)}
    in_words = _in_words(pieces, said)
    if said and in_words is None:
        return OneDate(None, people, Doubt.SEVERAL_MEANINGS)
    read = _with_number(pieces, in_words, people, asked)
    if read.attendance is None and read.doubt is None and read.people.count:
        read = OneDate(Attendance.COMING, read.people)
    if read.attendance is Attendance.CANNOT and read.people.count:
        return _without_people(pieces, read)
    if read.attendance is Attendance.BY_PHONE and not asked.offers_phone:
        return OneDate(None, read.people, Doubt.DOUBTFUL)
    return read


def _without_people(pieces: Sequence[Piece], read: OneDate) -> OneDate:
    """Those of "mi esposo y yo no podemos" are no guests; those of "mi esposo y yo, pero no puedo" may be."""
    counted = max(read.people.pieces)
    refused = next((claim.at for claim in claims_in(pieces) if claim.at >= counted), None)
    between = pieces[counted + 1 : refused + 1] if refused is not None else ()
    is_one_clause = all(piece.before is Break.BLANK and piece.kind is not Meaning.BUT for piece in between)
    is_about_them = refused is not None and is_one_clause
    return replace(read, people=People(), doubt=read.doubt if is_about_them else Doubt.DOUBTFUL)


def _is_about_another_day(pieces: Sequence[Piece], day: date) -> bool:
    return any(
        (piece.kind is Other.DATE and (day.month, day.day) not in piece.days)
        or (piece.kind is Other.WEEKDAY and piece.number != day.weekday())
        or (piece.kind is Other.ORDINAL and piece.number != day.day)
        or piece.kind in {Meaning.NONE_OF_THEM, Meaning.THE_OTHERS}
        for piece in pieces
    )


def _in_words(pieces: Sequence[Piece], said: set[Attendance]) -> Attendance | None:
    """The one thing that all phrases come to; None where they contradict one another."""
    if len(said) == 1:
        return next(iter(said))
    if said == {Attendance.COMING, Attendance.MAYBE}:
        return Attendance.MAYBE
    if said == {Attendance.COMING, Attendance.BY_PHONE}:
        return Attendance.BY_PHONE
    if {Attendance.CANNOT, Attendance.BY_PHONE} <= said <= set(Attendance) - {Attendance.MAYBE}:
        return Attendance.BY_PHONE if _offers_the_phone_instead(pieces) else None
    return None


def _offers_the_phone_instead(pieces: Sequence[Piece]) -> bool:
    """Whether "no puedo" comes before "por teléfono", with no more than a yes around the latter."""
    order = [piece.kind for piece in pieces if claims_in([piece])]
    phone = order.index(Meaning.BY_PHONE)
    before = {claim.attendance for claim in claims_in(pieces[: _place(pieces, phone)])}
    return before == {Attendance.CANNOT} and set(order[phone + 1 :]) <= {*_YES, Meaning.BY_PHONE}


def _place(pieces: Sequence[Piece], claim: int) -> int:
    return claims_in(pieces)[claim].at


def _with_number(
    pieces: Sequence[Piece], in_words: Attendance | None, people: People, asked: Asked
) -> OneDate:
    """What a number left over makes of it: a choice, or how many come."""
    left = [
        at
        for at, piece in enumerate(pieces)
        if piece.kind is Other.NUMBER and at not in people.pieces and not _is_note(pieces, at, asked)
    ]
    if not left:
        return OneDate(in_words, people)
    if len(left) > 1:
        return OneDate(None, people, Doubt.SEVERAL_MEANINGS)
    at, number = left[0], pieces[left[0]].number or 0
    counted = People(number, people.pieces | {at}) if 1 <= number <= MOST_PEOPLE else people
    is_countable = counted is not people and people.count is None and in_words in {None, Attendance.COMING}
    if not asked.choices:
        doubt = None if is_countable else Doubt.DOUBTFUL
        return OneDate(in_words, counted if is_countable else people, doubt)
    before = [
        piece for piece in pieces[:at] if piece.kind not in {Meaning.FILLER, Meaning.COURTESY, Meaning.MYSELF}
    ]
    if before and before[-1].kind in SAYS_COMING and is_countable:
        return OneDate(in_words, counted)
    if not all(piece.kind in _BEFORE_A_CHOICE for piece in pieces[:at]):
        return OneDate(None, people, Doubt.DOUBTFUL)
    if not 1 <= number <= len(asked.choices):
        is_answered = is_countable and in_words is Attendance.COMING
        return OneDate(in_words, counted, None) if is_answered else OneDate(None, counted, Doubt.DOUBTFUL)
    return _with_choice(pieces, at, asked.choices[number - 1], in_words, people)


def _is_note(pieces: Sequence[Piece], at: int, asked: Asked) -> bool:
    """Whether the number belongs to something else: the day itself ("el 16"), or a thing that we do not know."""
    if at and pieces[at - 1].kind is Meaning.FILLER and pieces[at].number == asked.dates[0].day:
        return True
    after = follower(pieces, at)
    is_of_unknown = after is not None and pieces[after].kind is Other.UNKNOWN
    return is_of_unknown and any(claim.at < at for claim in claims_in(pieces))


def _with_choice(
    pieces: Sequence[Piece], at: int, choice: Attendance, in_words: Attendance | None, people: People
) -> OneDate:
    after = follower(pieces, at)
    if after is not None and pieces[after].kind in {Other.UNKNOWN, Meaning.OTHER_NUMBER}:
        return OneDate(None, people, Doubt.DOUBTFUL)
    if choice is Attendance.CANNOT and any(piece.plain in lexicon().please for piece in pieces):
        return OneDate(None, people, Doubt.DOUBTFUL)
    if in_words is None and choice is not Attendance.COMING and _may_count_guests(pieces, choice):
        return OneDate(None, people, Doubt.DOUBTFUL)
    said = {pieces[claim.at].kind for claim in claims_in(pieces)}
    is_yes_to_it = said <= _YES and choice is Attendance.BY_PHONE and not claims_in(pieces[:at])
    if in_words in {None, choice} or is_yes_to_it:
        return OneDate(choice, people)
    return OneDate(None, people, Doubt.SEVERAL_MEANINGS)


_SPEAKS_OF_GUESTS = {
    *(
        Meaning.PART,
        Meaning.FIRST_PART,
        Meaning.MYSELF,
        Meaning.PLUS,
        Meaning.WITH,
        Meaning.ALONE,
        Meaning.TIME,
    ),
    *(Meaning.RIDE, Meaning.CHILDCARE, Meaning.INTERPRETER, Meaning.DIET, Meaning.BRINGING),
}


def _may_count_guests(pieces: Sequence[Piece], choice: Attendance) -> bool:
    """Whether the number may say how many come or need something: "2 vegetarians", "2 and a baby", "3 need a ride"."""
    kinds = {piece.kind for piece in pieces}
    if choice is Attendance.BY_PHONE:
        kinds -= {Meaning.INTERPRETER, Meaning.TIME}
    return not kinds.isdisjoint(_SPEAKS_OF_GUESTS) and Meaning.REASON not in kinds
