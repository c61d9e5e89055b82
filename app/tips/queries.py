"""What staff see of a track: its calendar, what is missing in it, what did not go and why, what a child will get."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, selectinload

from app.messages.ahead import never_leaves
from app.messages.message import Message
from app.roster.section import Enrollment
from app.roster.student import Student
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar, monday_of
from app.sms.catalog import Catalog
from app.tips.days import USUAL_DAYS, days_of_week, moment_on
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.grades import grade_of
from app.tips.reactions import TipReaction
from app.tips.track import Tip, Track
from app.tips.wording import bodies


@dataclass
class CalendarText:
    """One text of a week, and what became of it so far."""

    tip: Tip
    states: Counter[DeliveryState] = field(default_factory=Counter)
    """How many phones, by where it stands with them this school year."""


@dataclass
class CalendarWeek:
    """A week of a track; its Monday is None where the school's year has fewer weeks, or no calendar is known."""

    number: int
    monday: date | None
    texts: list[CalendarText] = field(default_factory=list)


@dataclass(frozen=True)
class BlockedTip:
    """A text that nobody will get unless somebody sees to it."""

    tip: Tip
    track: Track
    monday: date
    missing: tuple[str, ...]
    unapproved: tuple[str, ...]


@dataclass(frozen=True)
class PlayedText:
    """What the family of one child will read, in each language, where nothing comes between."""

    due_at: datetime
    tip: Tip
    texts: dict[str, str]
    """Empty for a text that is blocked."""


def tracks_of(session: Session, school: School) -> list[Track]:
    return list(session.scalars(select(Track).where(Track.school_id == school.id).order_by(Track.id)))


def track_calendar(session: Session, school: School, track: Track, *, now: datetime) -> list[CalendarWeek]:
    """All weeks of a track with all its texts, those that are skipped too, in order."""
    calendar = find_calendar(session, school, _today(school, now))
    mondays = dict(enumerate(calendar.weeks, 1)) if calendar else {}
    # What was handed to the outbox and never left it has not been sent.
    became = case((never_leaves(now), DeliveryState.EXPIRED.value), else_=TipDelivery.state).label("became")
    texts: dict[int, CalendarText] = {}
    weeks: dict[int, CalendarWeek] = {}
    for tip in session.scalars(_tips(track.id).order_by(Tip.week, Tip.place, Tip.id)):
        texts[tip.id] = CalendarText(tip)
        week = weeks.setdefault(tip.week, CalendarWeek(tip.week, mondays.get(tip.week)))
        week.texts.append(texts[tip.id])
    rows = session.execute(
        select(TipDelivery.tip_id, became, func.count())
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .outerjoin(Message, Message.id == TipDelivery.message_id)
        .where(Tip.track_id == track.id, TipDelivery.year == (calendar.first_day_on.year if calendar else 0))
        .group_by(TipDelivery.tip_id, "became")
    )
    for tip_id, state, count in rows:
        texts[tip_id].states[DeliveryState(state)] = count
    return list(weeks.values())


def tried_by_text(session: Session, school: School, track: Track, *, now: datetime) -> Counter[int]:
    """By text, how many families have said this school year that they tried it."""
    calendar = find_calendar(session, school, _today(school, now))
    rows = session.execute(
        select(TipDelivery.tip_id, func.count())
        .join(TipReaction, TipReaction.delivery_id == TipDelivery.id)
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .where(Tip.track_id == track.id, TipDelivery.year == (calendar.first_day_on.year if calendar else 0))
        .group_by(TipDelivery.tip_id)
    )
    return Counter(dict(rows.all()))


def blocked_tips(
    session: Session, school: School, *, weeks_ahead: int, now: datetime, tracks: Collection[int] = ()
) -> list[BlockedTip]:
    """The texts of this and the coming weeks that lack a language or an approval, the next first.

    Of tracks that are held too: that is when somebody has time to mend them.
    """
    today = _today(school, now)
    calendar = find_calendar(session, school, today)
    mondays = _mondays(calendar, monday_of(today), today + timedelta(weeks=weeks_ahead))
    wanted = [track for track in tracks_of(session, school) if not tracks or track.id in tracks]
    by_id = {track.id: track for track in wanted}
    found = session.scalars(
        _tips(*by_id).where(Tip.week.in_(mondays), Tip.skipped_at.is_(None)).order_by(Tip.week, Tip.place)
    )
    return [
        BlockedTip(tip, by_id[tip.track_id], mondays[tip.week], tip.missing, tip.unapproved)
        for tip in found
        if tip.is_blocked
    ]


def play(
    session: Session, school: School, student: Student, *, weeks: int, catalog: Catalog, now: datetime
) -> list[PlayedText]:
    """What a family with this one child would get from today on; empty for a child whose grade has no tips."""
    today = _today(school, now)
    calendar = find_calendar(session, school, today)
    track = next((t for t in tracks_of(session, school) if grade_of(student.grade) in t.grades), None)
    if calendar is None or track is None:
        return []
    mondays = _mondays(calendar, monday_of(today), today + timedelta(weeks=weeks))
    found = session.scalars(
        _tips(track.id).where(Tip.week.in_(mondays), Tip.skipped_at.is_(None)).order_by(Tip.week, Tip.place)
    )
    played = []
    for tip in found:
        (days,) = days_of_week(calendar, mondays[tip.week], USUAL_DAYS, 1)
        day = days[tip.place - 1]
        if day is None:
            continue
        moment = moment_on(school.texting_hours, day, track.sent_at)
        if moment.due_at > now:
            name = [student.first_name]
            texts = {} if tip.is_blocked else bodies(tip, name, school, is_first=False, catalog=catalog)
            played.append(PlayedText(moment.due_at, tip, texts))
    return sorted(played, key=lambda text: text.due_at)


def students_without_tips(session: Session, school: School) -> list[Student]:
    """Children whose grade nobody can read, or for whose grade the school has no tips."""
    tracked = {grade for track in tracks_of(session, school) for grade in track.grades}
    students = session.scalars(
        select(Student)
        .where(Student.school_id == school.id, Student.left_at.is_(None))
        .order_by(Student.last_name, Student.first_name)
    )
    return [student for student in students if grade_of(student.grade) not in tracked]


def children(session: Session, school: School, *, sections: Collection[int] | None = None) -> list[Student]:
    """The children of a school by first name, or only those who sit in some of its sections."""
    wanted = select(Student).where(Student.school_id == school.id, Student.left_at.is_(None))
    if sections is not None:
        seated = select(Enrollment.student_id).where(Enrollment.section_id.in_(sections))
        wanted = wanted.where(Student.id.in_(seated))
    return list(session.scalars(wanted.order_by(Student.first_name, Student.last_name, Student.id)))


def _tips(*track_ids: int) -> Select[Tip]:
    return select(Tip).where(Tip.track_id.in_(track_ids)).options(selectinload(Tip.wordings))


def tips_by_id(session: Session, tip_ids: Iterable[int]) -> dict[int, Tip]:
    """With their wordings."""
    found = session.scalars(select(Tip).where(Tip.id.in_([*tip_ids])).options(selectinload(Tip.wordings)))
    return {tip.id: tip for tip in found}


def _mondays(calendar: SchoolCalendar | None, first: date, last: date) -> dict[int, date]:
    weeks: Sequence[date] = calendar.weeks if calendar else ()
    return {number: monday for number, monday in enumerate(weeks, 1) if first <= monday <= last}


def _today(school: School, now: datetime) -> date:
    return now.astimezone(school.zone).date()
