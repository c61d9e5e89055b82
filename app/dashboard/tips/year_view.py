"""A track as pages show it: its weeks under their months, with holidays, texts, and what became of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.tips.words import (
    STEPS,
    in_reader_language,
    month_day,
    month_words,
    segments_of,
    short_day,
    span_words,
    standing_marks,
)
from app.foundation.i18n import _l
from app.schools.school_calendar import (
    SchoolBreak,
    SchoolCalendar,
    breaks_between,
    find_calendar,
    monday_of,
)
from app.sms.languages import family_languages
from app.tips.days import USUAL_DAYS, days_of_week
from app.tips.delivery import DeliveryState
from app.tips.figures import FEWEST_SHOWN
from app.tips.queries import CalendarText, CalendarWeek, track_calendar, tried_by_text
from app.tips.track import PLACES, Tip, Track

OPEN_WEEKS = 3
"""This week and the next two stand open; the others open at a click."""
WEEK = timedelta(days=7)
NOT_GONE = (DeliveryState.SKIPPED, DeliveryState.EXPIRED)


@dataclass(frozen=True)
class ShownWording:
    """The words of a text in one language; None where nobody has written any."""

    language: str
    name: str
    words: str | None
    segments: int = 0


@dataclass(frozen=True)
class TextCard:
    """One text of a week."""

    id: int
    place: int
    step: str
    day: str
    """On which day families read it where nothing comes between; empty where that is not known."""
    has_no_day: bool
    """There is no school on its day, and no day after it is free."""
    wordings: list[ShownWording]
    marks: list[Mark]
    is_skipped: bool
    is_blocked: bool
    is_own: bool
    states: Mapping[DeliveryState, int]
    tried: int
    is_tried_by_few: bool
    """By some, but so few that one could tell who they are."""

    @property
    def sent(self) -> int:
        return self.states.get(DeliveryState.SENT, 0)

    @property
    def planned(self) -> int:
        return self.states.get(DeliveryState.PLANNED, 0)

    @property
    def left_out(self) -> int:
        return sum(self.states.get(state, 0) for state in NOT_GONE)


@dataclass(frozen=True)
class WeekCard:
    """One week of a track."""

    number: int
    monday: date | None
    monday_words: str
    topic: str
    texts: list[TextCard]
    free_places: list[int]
    holidays: list[str]
    """Days without school within it."""
    is_over: bool
    is_now: bool
    is_open: bool

    @property
    def blocked(self) -> int:
        return sum(text.is_blocked for text in self.texts)

    @property
    def going(self) -> int:
        """How many of its texts families get."""
        return sum(not text.is_blocked and not text.is_skipped for text in self.texts)


@dataclass(frozen=True)
class BreakCard:
    """Whole weeks without school."""

    name: str
    span: str


@dataclass
class Month:
    """What begins in one month, or has no date at all."""

    id: str
    name: str
    weeks: list[WeekCard | BreakCard] = field(default_factory=list)


@dataclass(frozen=True)
class YearView:
    """A track as a calendar."""

    months: list[Month]
    has_calendar: bool
    here: int | None
    """The number of this week, or of the next where this is none."""
    is_here_now: bool
    weeks_of_year: int

    @property
    def blocked(self) -> int:
        """Texts of this and later weeks that nobody will get as they are."""
        return sum(
            w.blocked for m in self.months for w in m.weeks if isinstance(w, WeekCard) and not w.is_over
        )


def year_of(
    session: Session,
    staff: SignedIn,
    track: Track,
    *,
    is_all_open: bool = False,
    also_open: int | None = None,
) -> YearView:
    """The track's weeks, those of the school's year that have no texts too, with the breaks between them."""
    reader, today = staff.reader, staff.now.astimezone(staff.school.zone).date()
    calendar = find_calendar(session, staff.school, today)
    breaks = (
        breaks_between(session, staff.school, calendar.first_day_on, calendar.last_day_on) if calendar else []
    )
    tried = tried_by_text(session, staff.school, track, now=staff.now)
    weeks = {week.number: week for week in track_calendar(session, staff.school, track, now=staff.now)}
    mondays = calendar.weeks if calendar else ()
    for number, monday in enumerate(mondays, 1):
        weeks.setdefault(number, CalendarWeek(number, monday))
    here = next((n for n, monday in enumerate(mondays, 1) if monday + WEEK > today), None)
    first = here or 1
    opened = weeks.keys() if is_all_open else {*range(first, first + OPEN_WEEKS), also_open}
    cards = [
        _week(reader, week, calendar, breaks, tried, today, is_open=number in opened)
        for number, week in sorted(weeks.items())
    ]
    is_here_now = here is not None and mondays[here - 1] == monday_of(today)
    return YearView(
        list(_months(reader, cards, calendar, breaks)), calendar is not None, here, is_here_now, len(mondays)
    )


def _week(
    reader: Reader,
    week: CalendarWeek,
    calendar: SchoolCalendar | None,
    breaks: Sequence[SchoolBreak],
    tried: Counter[int],
    today: date,
    *,
    is_open: bool,
) -> WeekCard:
    monday = week.monday
    days: list[date | None] = []
    if calendar and monday:
        (days,) = days_of_week(calendar, monday, USUAL_DAYS, 1)
    taken = {text.tip.place for text in week.texts if text.tip.skipped_at is None}
    is_over = monday is not None and monday + WEEK <= today
    topics = dict.fromkeys(
        in_reader_language(reader, text.tip.topic) for text in week.texts if text.tip.skipped_at is None
    )
    return WeekCard(
        number=week.number,
        monday=monday,
        monday_words=month_day(monday, reader.language) if monday else "",
        topic=" · ".join(filter(None, topics)),
        texts=[_text(reader, text, days, tried) for text in week.texts],
        free_places=[] if is_over else [n for n in range(1, PLACES + 1) if n not in taken],
        holidays=[
            f"{pause.name} ({span_words(pause.first_day_on, pause.last_day_on, reader.language)})"
            for pause in breaks
            if monday and monday <= pause.last_day_on and pause.first_day_on < monday + timedelta(days=5)
        ],
        is_over=is_over,
        is_now=monday is not None and monday <= today < monday + WEEK,
        is_open=is_open,
    )


def _text(reader: Reader, text: CalendarText, days: Sequence[date | None], tried: Counter[int]) -> TextCard:
    tip, day = text.tip, days[text.tip.place - 1] if days else None
    count = tried[tip.id]
    return TextCard(
        id=tip.id,
        place=tip.place,
        step=reader.gettext(STEPS[tip.step]),
        day=short_day(day, reader.language) if day else "",
        has_no_day=bool(days) and day is None,
        wordings=shown_wordings(reader, tip),
        marks=standing_marks(reader, tip),
        is_skipped=tip.skipped_at is not None,
        is_blocked=tip.skipped_at is None and tip.is_blocked,
        is_own=tip.is_own,
        states=text.states,
        tried=count if count >= FEWEST_SHOWN else 0,
        is_tried_by_few=0 < count < FEWEST_SHOWN,
    )


def shown_wordings(reader: Reader, tip: Tip) -> list[ShownWording]:
    """In every language of families, whether there are words or not."""
    shown = []
    for language in family_languages():
        wording = tip.wording(language)
        name = reader.language_name(language)
        shown.append(
            ShownWording(language, name, wording.words, segments_of(wording))
            if wording
            else ShownWording(language, name, None)
        )
    return shown


def _months(
    reader: Reader,
    cards: Sequence[WeekCard],
    calendar: SchoolCalendar | None,
    breaks: Sequence[SchoolBreak],
) -> Iterator[Month]:
    dated: list[tuple[date, WeekCard | BreakCard]] = [(card.monday, card) for card in cards if card.monday]
    for pause in breaks if calendar else ():
        dated += [(monday, _break(reader, pause)) for monday in _free_mondays(calendar, pause)[:1]]
    months: dict[tuple[int, int], Month] = {}
    for monday, card in sorted(dated, key=lambda pair: (pair[0], isinstance(pair[1], WeekCard))):
        key = monday.year, monday.month
        if key not in months:
            name = month_words(monday, reader.language)
            months[key] = Month(f"month-{monday.year}-{monday.month}", name)
        months[key].weeks.append(card)
    yield from months.values()
    if undated := [card for card in cards if card.monday is None]:
        name = _l("Beyond the school's year") if calendar else _l("Weeks without a date")
        yield Month("no-date", reader.gettext(name), [*undated])


def _break(reader: Reader, pause: SchoolBreak) -> BreakCard:
    return BreakCard(pause.name, span_words(pause.first_day_on, pause.last_day_on, reader.language))


def _free_mondays(calendar: SchoolCalendar | None, pause: SchoolBreak) -> list[date]:
    """The weeks that the break takes out of the year."""
    monday, found = monday_of(pause.first_day_on), []
    while monday <= pause.last_day_on:
        if calendar and monday not in calendar.weeks and pause.first_day_on < monday + timedelta(days=5):
            found.append(monday)
        monday += WEEK
    return found
