"""Tips at the school of the screens: a calendar around Thanksgiving, and the year of grades 3 to 5."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.messages.message import MessageKind
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.staff.staff_member import StaffMember
from app.tips.curriculum import Band, Curriculum
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.reactions import TipReaction
from app.tips.track import Tip
from app.tips.tracks import open_track, run_track
from tests.dashboard.conftest import Site
from tests.dashboard.two_languages import at_work, thread_in

CURRICULUM = Curriculum.load()
ZONE = ZoneInfo("America/Los_Angeles")
NEXT_WEEK, MONDAY_OF_NEXT_WEEK = 13, date(2026, 11, 30)
"""Counted on paper: Labor Day's week is the first, this one with Thanksgiving the twelfth."""
BREAKS = (
    (date(2026, 9, 7), date(2026, 9, 7), "Labor Day"),
    (date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving"),
    (date(2026, 12, 21), date(2027, 1, 1), "Winter break"),
)


def band(band_id: str = "grades_3_to_5") -> Band:
    return next(band for band in CURRICULUM.bands if band.id == band_id)


def with_calendar(site: Site) -> None:
    with at_work(site) as (session, yard):
        school = session.get_one(School, yard.school.id)
        set_calendar(session, school, date(2026, 9, 1), date(2027, 6, 11), BREAKS)


def with_track(site: Site, band_id: str = "grades_3_to_5", *, runs: bool = True) -> int:
    """The school's copy of a year of tips; returns its id."""
    with at_work(site) as (session, yard):
        by = session.get_one(StaffMember, yard.staff["Dr. Okafor"].id)
        school = session.get_one(School, yard.school.id)
        track = open_track(session, school, band(band_id), by=by, now=site.clock() - timedelta(days=30))
        if runs:
            run_track(session, school, track.id, by=by, now=site.clock() - timedelta(days=20))
        return track.id


def tip_at(site: Site, track_id: int, week: int, place: int) -> Tip:
    """What stands in that place now."""
    with site.database.reading() as session:
        return session.scalars(
            select(Tip)
            .where(Tip.track_id == track_id, Tip.week == week, Tip.place == place, Tip.skipped_at.is_(None))
            .options(selectinload(Tip.wordings))
        ).one()


def tip_by_id(site: Site, tip_id: int) -> Tip:
    with site.database.reading() as session:
        return session.scalars(select(Tip).where(Tip.id == tip_id).options(selectinload(Tip.wordings))).one()


def left_out(site: Site, tip: Tip, day: date, reason: Reason) -> None:
    """A phone did not get the text that day."""
    with at_work(site) as (session, yard):
        row = _delivery(session, site, tip, datetime.combine(day, time(17, 30), ZONE).astimezone(UTC))
        row.state, row.reason = DeliveryState.SKIPPED, reason
        yard.add(row)


def tried(site: Site, tip: Tip, words: str, *, name: str) -> None:
    """The family of a conversation got the text, tried it and wrote so."""
    with at_work(site) as (session, yard):
        thread = thread_in(session, site, name)
        told = yard.to_family(thread, "A tip.", timedelta(hours=20), by="Ms. Lee")
        told.kind = MessageKind.TIP
        answer = yard.from_family(thread, f"1 {words}", timedelta(hours=18))
        row = _delivery(session, site, tip, site.clock() - timedelta(hours=20), name)
        row.state, row.message_id, row.language = DeliveryState.SENT, told.id, "es"
        yard.add(row)
        yard.add(TipReaction(delivery_id=row.id, message_id=answer.id, words=words, reacted_at=site.clock()))


def _delivery(session: Session, site: Site, tip: Tip, due_at: datetime, name: str = "Ana") -> TipDelivery:
    return TipDelivery(
        school_id=tip.school_id,
        tip_id=tip.id,
        phone_number_id=thread_in(session, site, name).phone_number_id,
        year=2026,
        children=[],
        rank=1,
        due_at=due_at,
        not_after=due_at + timedelta(hours=2),
        decided_at=due_at,
    )
