"""One text of a track as its own page shows it: both languages, what they lack, and what families made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, hints_of, size_words
from app.dashboard.tips.view import shipped
from app.dashboard.tips.words import (
    CHILD,
    SIGNS,
    STEPS,
    in_reader_language,
    month_day,
    short_day,
    standing_marks,
)
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.inbox.queries import sight_of
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.sms.languages import family_languages
from app.sms.reading_level import reading_level
from app.sms.segments import measure
from app.sms.wording_check import MOST_GRADE, MOST_GRADE_OF_SHORT, SHORT_WORDS
from app.staff.queries import colleagues
from app.tips.curriculum import BUDGET, BUDGET_ELSEWHERE, LONGEST_NAME, WEEKS
from app.tips.days import USUAL_DAYS, days_of_week
from app.tips.figures import Figures, figures
from app.tips.findings import Finding, find_finding
from app.tips.said import said_about
from app.tips.track import Tip, TipWording, Track
from app.tips.tracks import get_track

A_YEAR = timedelta(days=365)
A_WEEK = timedelta(days=7)
SHORT_NAME = "Ana"


@dataclass(frozen=True)
class Side:
    """A text in one language, with what its writer should know."""

    language: str
    name: str
    words: str
    put: str
    """What is kept: the same, but for somebody whose words were refused."""
    size: str
    hints: list[str]
    standing: Mark | None = None
    may_approve: bool = False
    is_for_others: bool = False
    """It waits for an approval, and the reader does not read the language."""


@dataclass(frozen=True)
class FigureRow:
    """What families made of the text in one language; "" where so few got it that it is not shown."""

    language: str
    sent: str
    signs: list[str]


@dataclass(frozen=True)
class SaidLine:
    """What a family wrote about the text, in a conversation that the reader may open."""

    words: str
    language: str | None
    when: str
    thread_id: int
    message_id: int
    about: str
    tip_id: int


@dataclass(frozen=True)
class WeekChoice:
    """A week to which a text may go."""

    number: int
    name: str
    is_now: bool = False
    """It has begun: what stands in it stays."""


@dataclass(frozen=True)
class TextView:
    """Everything on the page of a text."""

    id: int
    track_id: int
    track: str
    week: int
    monday: str
    place: int
    day: str
    topic: str
    step: str
    skill: str
    marks: list[Mark]
    is_own: bool
    is_skipped: bool
    skipped: str
    sides: list[Side]
    finding: Finding | None
    figures: list[FigureRow]
    signs: list[str]
    said: list[SaidLine]
    weeks: list[WeekChoice]


def look_at_text(
    session: Session, staff: SignedIn, tip: Tip, price: Price, typed: Mapping[str, str]
) -> TextView:
    """`typed` is what stands in the fields of somebody whose words were refused."""
    reader, school = staff.reader, staff.school
    track = get_track(session, school, tip.track_id)
    calendar = find_calendar(session, school, staff.now.astimezone(school.zone).date())
    names = _names(session, staff, tip)
    monday, day = _days(reader, calendar, tip)
    since = datetime.combine(calendar.first_day_on, time(), school.zone) if calendar else staff.now - A_YEAR
    rows = figures(session, school, track, since=min(since, staff.now), until=staff.now)
    skipped = {"who": names.get(tip.skipped_by or 0, ""), "when": reader.when(tip.skipped_at or staff.now)}
    return TextView(
        id=tip.id,
        track_id=track.id,
        track=in_reader_language(reader, track.title),
        week=tip.week,
        monday=monday,
        place=tip.place,
        day=day,
        topic=in_reader_language(reader, tip.topic),
        step=reader.gettext(STEPS[tip.step]),
        skill=_skill(reader, tip),
        marks=standing_marks(reader, tip),
        is_own=tip.is_own,
        is_skipped=tip.skipped_at is not None,
        skipped=reader.say(_l("Skipped by %(who)s, %(when)s: nobody gets it."), skipped),
        sides=[_side(staff, tip, language, price, names, typed) for language in family_languages()],
        finding=find_finding(tip.finding) if tip.finding else None,
        figures=[_figures(reader, row) for row in rows if row.tip_id == tip.id],
        signs=[reader.gettext(name) for name in SIGNS.values()],
        said=said_lines(session, staff, track, tip),
        weeks=[week for week in coming_weeks(reader, calendar) if not week.is_now],
    )


def empty_sides(staff: SignedIn, price: Price, typed: Mapping[str, str]) -> list[Side]:
    """The fields of a text that is yet to be written."""
    return [
        Side(
            language,
            staff.reader.language_name(language),
            typed.get(language, ""),
            "",
            size_words(staff.reader, _named(typed.get(language, "")), price),
            hints_for(staff.reader, typed.get(language, ""), language),
        )
        for language in family_languages()
    ]


def said_lines(session: Session, staff: SignedIn, track: Track, tip: Tip | None = None) -> list[SaidLine]:
    """About one text, or about all of a track."""
    sight = sight_of(session, staff.school, staff.person)
    return [
        SaidLine(
            said.words,
            said.language,
            staff.reader.when(said.at),
            said.thread_id,
            said.message_id,
            in_reader_language(staff.reader, said.tip.topic),
            said.tip.id,
        )
        for said in said_about(session, track, tip=tip, within=sight.threads)
    ]


def hints_for(reader: Reader, words: str, language: str) -> list[str]:
    """What makes the words dear, ambiguous, too long for a tip or hard to read."""
    if not words.strip():
        return []
    hints = list(hints_of(reader, _named(words), leaves=True))
    named = {"language": reader.language_word(language)}
    if measure(_named(words).strip()).segments > BUDGET.get(language, BUDGET_ELSEWHERE):
        budget = BUDGET.get(language, BUDGET_ELSEWHERE)
        sentence = (
            _l("Tips keep to one segment in %(language)s, and this is longer.")
            if budget == 1
            else _l("Tips keep to two segments in %(language)s, and this is longer.")
        )
        hints.append(reader.say(sentence, named))
    level = reading_level(words.replace(CHILD, SHORT_NAME), language)
    if level and level.grade > (most := MOST_GRADE_OF_SHORT if level.words < SHORT_WORDS else MOST_GRADE):
        sentence = _l(
            "It reads like a text for grade %(grade)s; up to grade %(most)s is easy for most families."
            " Try shorter sentences."
        )
        hints.append(reader.say(sentence, {"grade": level.grade, "most": most}))
    return hints


def coming_weeks(reader: Reader, calendar: SchoolCalendar | None) -> list[WeekChoice]:
    """Those that are not over; all of a year where the school has told none."""
    if calendar is None:
        return [WeekChoice(n, reader.say(_l("Week %(number)s"), {"number": n})) for n in range(1, WEEKS + 1)]
    today = reader.now.astimezone(reader.zone).date()
    sentence = _l("Week %(number)s, %(monday)s")
    return [
        WeekChoice(
            n,
            reader.say(sentence, {"number": n, "monday": month_day(monday, reader.language)}),
            is_now=monday <= today,
        )
        for n, monday in enumerate(calendar.weeks, 1)
        if monday + A_WEEK > today
    ]


def _side(
    staff: SignedIn,
    tip: Tip,
    language: str,
    price: Price,
    names: Mapping[int, str],
    typed: Mapping[str, str],
) -> Side:
    reader, wording = staff.reader, tip.wording(language)
    put = wording.words if wording else ""
    words = typed.get(language, put)
    waits = wording is not None and not wording.is_approved
    reads = language in staff.person.languages
    return Side(
        language=language,
        name=reader.language_name(language),
        words=words,
        put=put,
        size=size_words(reader, _named(words), price),
        hints=hints_for(reader, words, language),
        standing=_standing(reader, wording, names),
        may_approve=waits and reads,
        is_for_others=waits and not reads,
    )


def _standing(reader: Reader, wording: TipWording | None, names: Mapping[int, str]) -> Mark:
    if wording is None:
        return Mark(reader.gettext(_l("Nobody has written it yet")), Tone.BAD, "triangle-alert")
    if wording.is_shipped:
        return Mark(reader.gettext(_l("Approved: it came with Puente")), Tone.GOOD, "check")
    if wording.approved_at is not None:
        values = {"who": names.get(wording.approved_by or 0, ""), "when": reader.when(wording.approved_at)}
        return Mark(reader.say(_l("Approved by %(who)s, %(when)s"), values), Tone.GOOD, "check")
    when = reader.when(wording.edited_at) if wording.edited_at else ""
    values = {"who": names.get(wording.edited_by or 0, ""), "when": when}
    return Mark(reader.say(_l("Not approved yet: written by %(who)s, %(when)s"), values), Tone.BAD, "stamp")


def _names(session: Session, staff: SignedIn, tip: Tip) -> dict[int, str]:
    acted = {tip.skipped_by, *(who for w in tip.wordings for who in (w.edited_by, w.approved_by))}
    people = colleagues(session, staff.school, {who for who in acted if who is not None})
    return {who: person.name for who, person in people.items()}


def _days(reader: Reader, calendar: SchoolCalendar | None, tip: Tip) -> tuple[str, str]:
    """The Monday of its week and the day on which families read it, as far as they are known."""
    if calendar is None or tip.week > len(calendar.weeks):
        return "", ""
    monday = calendar.weeks[tip.week - 1]
    (days,) = days_of_week(calendar, monday, USUAL_DAYS, 1)
    day = days[tip.place - 1]
    return month_day(monday, reader.language), short_day(day, reader.language) if day else ""


def _skill(reader: Reader, tip: Tip) -> str:
    names = shipped().skills.get(tip.skill)
    return in_reader_language(reader, dict(names)) if names else ""


def _figures(reader: Reader, row: Figures) -> FigureRow:
    name = reader.language_name(row.language) if row.language else reader.gettext(_l("Every language"))
    return FigureRow(name, _number(row.sent), [_number(row.signs[sign]) for sign in SIGNS])


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _named(words: str) -> str:
    return words.replace(CHILD, LONGEST_NAME)
