"""Reading a family's reply to an invitation, in English, Spanish or both at once. Pure.

The first rule is never to read the opposite of what was meant. A phrase counts only as it stands in the word lists, an
idiom goes before its words ("no hay problema" is no "no"), and whatever could turn a phrase round, from an if to a
"not" that belongs to nothing, leaves the reply to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex  # type: ignore[import-untyped]
from babel.dates import format_skeleton
from babel.lists import format_list

from app.events.reading.claims import CLAIMING, DATED, UNEXPLAINED, contradicts, is_doubtful
from app.events.reading.dates import attendance_of_dates, with_exceptions, with_loose_numbers
from app.events.reading.lexicon import lexicon
from app.events.reading.meaning import Meaning
from app.events.reading.note import about_needs, needs_in, stretches
from app.events.reading.one_date import attendance_of_one_date
from app.events.reading.people import People, people_in
from app.events.reading.pieces import Other, Piece, pieces_of
from app.events.reading.questions import without_questions
from app.events.reading.reply import Asked, Attendance, DateAnswer, Doubt, Need, Reading
from app.sms.keywords import looks_like_stop, read_keyword
from app.translation.region import in_region, plain

_QUOTED = regex.compile(r"[\u201c\u201d\u00ab\u00bb]|\"[^\"]*\s[^\"]*\"")
"""What a phone sends for a tap on our own text: Liked "Dinner on Thursday. 1) yes 2) no". Its words are not theirs."""


def read_reply(body: str, asked: Asked, *, language: str | None = None) -> Reading:
    """What the reply says. `language` is what the family usually writes; it only decides between two readings."""
    if read_keyword(body) or looks_like_stop(body) or _QUOTED.search(body):
        return Reading(doubt=Doubt.DOUBTFUL, note=body.strip())
    words, pieces = pieces_of(body, lexicon(), language)
    told = without_questions(pieces)
    has_question = len(told) < len(pieces) or (not words and "?" in body)
    said = _said(told, asked)
    needs = needs_in(body, words, said.pieces)
    doubt = said.doubt
    asking = [piece for piece in pieces if piece not in told]
    if doubt is None and contradicts(asking, set(said.attendance.values())):
        doubt = Doubt.SEVERAL_MEANINGS
    if has_question and (doubt is Doubt.NOTHING_UNDERSTOOD or (doubt is None and not said.attendance)):
        doubt = Doubt.QUESTION
    if doubt is not None:
        return Reading((), said.people.count, needs, doubt, has_question, body.strip())
    answers = tuple(
        DateAnswer(number, asked.dates[number - 1], attendance)
        for number, attendance in sorted(said.attendance.items())
    )
    note, understood = stretches(body, words, said.pieces, said.people.pieces)
    return Reading(answers, said.people.count, needs, None, has_question, note, understood)


@dataclass(frozen=True)
class _Said:
    """What the pieces of a reply come to."""

    pieces: Sequence[Piece]
    attendance: Mapping[int, Attendance]
    people: People
    doubt: Doubt | None


def _said(told: Sequence[Piece], asked: Asked) -> _Said:
    said = _said_of_series(told, asked) if asked.is_series else _said_of_one_date(told, asked)
    if said.doubt is not None:
        return said
    attendances = set(said.attendance.values())
    if not attendances and _is_other_news(said.pieces):
        return replace(said, doubt=Doubt.NOTHING_UNDERSTOOD)
    if is_doubtful(said.pieces, lexicon(), attendances) or _leaves_open(said.pieces, asked):
        return replace(said, attendance={}, doubt=Doubt.DOUBTFUL)
    if not said.attendance:
        return replace(said, doubt=_doubt_without_answer(said))
    return said


def _said_of_one_date(told: Sequence[Piece], asked: Asked) -> _Said:
    pieces = _with_open_counts(told)
    people = people_in(pieces, lexicon())
    one = attendance_of_one_date(pieces, people, asked)
    attendance = {1: one.attendance} if one.attendance else {}
    doubt = Doubt.DOUBTFUL if people.is_contradictory else one.doubt
    return _Said(pieces, attendance, one.people, doubt)


def _said_of_series(told: Sequence[Piece], asked: Asked) -> _Said:
    pieces, is_unclear = with_loose_numbers(told, asked.dates)
    pieces = with_exceptions(pieces)
    people = people_in(pieces, lexicon())
    dated = [replace(p, kind=Meaning.FILLER) if at in people.pieces else p for at, p in enumerate(pieces)]
    attendance = attendance_of_dates(dated, asked.dates)
    if attendance is None:
        return _Said(pieces, {}, people, Doubt.SEVERAL_MEANINGS)
    is_unclear |= people.is_contradictory or any(piece.kind is Meaning.DAY for piece in pieces)
    is_by_phone = Attendance.BY_PHONE in attendance.values()
    is_unclear |= is_by_phone and not asked.offers_phone
    return _Said(pieces, attendance, people, Doubt.DOUBTFUL if is_unclear else None)


def _with_open_counts(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with "4 o 5" as a number that the writer left open."""
    found = list(pieces)
    counts = {Other.NUMBER, Meaning.TOTAL, Meaning.LOOSE_TOTAL}
    for at in range(2, len(pieces)):
        one, between, other = pieces[at - 2 : at + 1]
        is_open = between.kind is Meaning.OR and {one.kind, other.kind} <= counts
        if is_open and one is not pieces[0]:  # "1 o 2" alone chooses
            found[at - 2 : at + 1] = (
                replace(piece, kind=Other.SOME_COUNT) for piece in (one, between, other)
            )
    return found


def _leaves_open(pieces: Sequence[Piece], asked: Asked) -> bool:
    """Whether an "or" stands between answers; between other things it is nothing to us."""
    for at, piece in enumerate(pieces):
        near = {near.kind for near in (*pieces[max(at - 1, 0) : at], *pieces[at + 1 : at + 2])}
        if piece.kind is Meaning.OR and (near & (CLAIMING | DATED) or asked.is_series):
            return True
    return False


def _is_other_news(pieces: Sequence[Piece]) -> bool:
    """Whether it may be a reason not to come, and is said of somebody or something else: "Leo has a fever today"."""
    kinds = {piece.kind for piece in pieces} - {Meaning.FILLER, Meaning.COURTESY, Meaning.DAY, Meaning.TIME}
    return kinds == {Other.UNKNOWN, Meaning.REASON}


def _doubt_without_answer(said: _Said) -> Doubt | None:
    """None where a reply says only how many come or what they need, and nothing that we do not know."""
    kinds = {piece.kind for piece in said.pieces}
    of_needs = about_needs(said.pieces)
    is_need = bool(of_needs) and Meaning.OTHER_TIME not in kinds
    unknown = {at for at, piece in enumerate(said.pieces) if piece.kind in UNEXPLAINED} - of_needs
    if (is_need or said.people.count) and not unknown:
        return None
    understood = kinds - {Other.UNKNOWN, Meaning.FILLER, Meaning.COURTESY, Meaning.MYSELF, Meaning.PLUS}
    return Doubt.DOUBTFUL if understood else Doubt.NOTHING_UNDERSTOOD


@dataclass(frozen=True)
class ReadBack:
    """What a confirmation says back, for whoever words it; dates and lists are written in its language."""

    coming: str
    by_phone: str
    cannot: str
    maybe: str
    people: int | None
    needs: tuple[Need, ...]
    """In a fixed order, whatever the family's was."""
    note: str
    has_question: bool


def read_back(reading: Reading, language: str) -> ReadBack:
    """A clean reading as it is told to the family: "9 sept y 23 sept"; each list is empty where no date is in it."""
    if not reading.is_clean:
        message = "a doubtful reading is read by a person and never said back"
        raise ValueError(message)
    return ReadBack(
        coming=_dates_in_words(reading.dates_with(Attendance.COMING), language),
        by_phone=_dates_in_words(reading.dates_with(Attendance.BY_PHONE), language),
        cannot=_dates_in_words(reading.dates_with(Attendance.CANNOT), language),
        maybe=_dates_in_words(reading.dates_with(Attendance.MAYBE), language),
        people=reading.people,
        needs=tuple(need for need in Need if need in reading.kinds_of_need),
        note=reading.note,
        has_question=reading.has_question,
    )


def _dates_in_words(days: Sequence[date], language: str) -> str:
    locale = in_region(language)
    written = [plain(format_skeleton("MMMd", day, locale=locale)) for day in days]
    return plain(format_list(written, locale=locale)) if written else ""
