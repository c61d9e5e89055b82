"""Whether a tip that is due goes: everything that was looked at, and the first reason that speaks against it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.consent.standing import CLEAR, Standing, standings
from app.messages.allowance import texts_of_week
from app.roster.homes import UNREACHABLE
from app.roster.language import known_language
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of
from app.roster.student import Student
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.sms.languages import family_languages
from app.tips.days import is_open
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.grades import grade_of
from app.tips.track import Tip, Track
from app.tips.wishes import TipWish

_NOBODY = Family()


@dataclass(frozen=True)
class Sendable:
    """A tip that goes: about these children, in this language or in every one."""

    tip: Tip
    children: Sequence[Student]
    language: str | None


@dataclass
class Surroundings:
    """All that decides about a batch of tips of one school, as it stands now."""

    school: School
    today: date
    calendar: SchoolCalendar | None
    tips: Mapping[int, Tip]
    tracks: Mapping[int, Track]
    phones: Mapping[int, PhoneNumber]
    families: Mapping[int, Family]
    standings: Mapping[tuple[int, str], Standing]
    wishes: Mapping[int, TipWish]
    taken: dict[int, int]
    """By number, how much of this week's allowance is used, or kept for what goes before tips."""
    acquainted: set[int] = field(default_factory=set)
    """The numbers that have had a tip before."""

    @property
    def students(self) -> set[int]:
        return {student.id for family in self.families.values() for student in family.students}

    def standing_of(self, row: TipDelivery) -> Standing:
        return self.standings.get((self.school.id, self.phones[row.phone_number_id].e164), CLEAR)

    def is_first(self, phone_number_id: int) -> bool:
        return phone_number_id not in self.acquainted

    def has_sent(self, phone_number_id: int) -> None:
        """One more of the week's allowance is used."""
        self.taken[phone_number_id] = self.taken.get(phone_number_id, 0) + 1
        self.acquainted.add(phone_number_id)

    def children_for(self, row: TipDelivery, track: Track) -> list[Student]:
        """The children of the track's grades that this phone may be told about, unless one who answers it may not."""
        family = self.families.get(row.phone_number_id, _NOBODY)
        ties = [tie for answerer in family.answerers for tie in answerer.ties]
        kept = {
            tie.student.id
            for tie in ties
            if tie.guardianship.has_court_order or not tie.guardianship.may_receive
        }
        return [
            child
            for child in family.students
            if child.id not in kept and grade_of(child.grade) in track.grades
        ]

    def language_of(self, row: TipDelivery) -> str | None:
        family = self.families.get(row.phone_number_id, _NOBODY)
        language = known_language(self.phones[row.phone_number_id], family.guardians).language
        return language if language in family_languages() else None


def look_around(
    session: Session,
    school: School,
    rows: Sequence[TipDelivery],
    phones: Mapping[int, PhoneNumber],
    reserved: Mapping[int, int],
    *,
    now: datetime,
) -> Surroundings:
    """What holds for these rows; to be asked after their numbers stand still.

    `reserved` says by phone how many texts that go before tips are still to come this week.
    """
    today = now.astimezone(school.zone).date()
    tips = _tips(session, {row.tip_id for row in rows})
    tracks = session.scalars(select(Track).where(Track.id.in_({tip.track_id for tip in tips.values()})))
    wishes = session.scalars(select(TipWish).where(TipWish.phone_number_id.in_(phones)))
    return Surroundings(
        school=school,
        today=today,
        calendar=find_calendar(session, school, today),
        tips=tips,
        tracks={track.id: track for track in tracks},
        phones=phones,
        families=families_of(session, school, phones.keys()),
        standings=standings(session, [(school.id, phone.e164) for phone in phones.values()]),
        wishes={wish.phone_number_id: wish for wish in wishes},
        taken=dict(Counter(texts_of_week(session, school, phones.keys(), today)) + Counter(reserved)),
        acquainted=_acquainted(session, phones.keys()),
    )


def decide(around: Surroundings, row: TipDelivery) -> Sendable | Reason:
    """The first rule that applies decides: the text first, then the phone, and last whether the week has room."""
    tip = around.tips[row.tip_id]
    track = around.tracks[tip.track_id]
    if reason := _against_text(around, tip, track):
        return reason
    children = around.children_for(row, track)
    if not children:
        return Reason.NOT_THEIRS
    return _against_phone(around, row) or Sendable(tip, children, around.language_of(row))


def _against_text(around: Surroundings, tip: Tip, track: Track) -> Reason | None:
    if not track.is_running:
        return Reason.HELD
    if tip.skipped_at is not None:
        return Reason.WITHDRAWN
    if tip.missing:
        return Reason.MISSING_LANGUAGE
    if tip.unapproved:
        return Reason.NOT_APPROVED
    if around.calendar is None or not is_open(around.calendar, around.today):
        return Reason.HOLIDAY
    return None


def _against_phone(around: Surroundings, row: TipDelivery) -> Reason | None:
    standing = around.standing_of(row)
    wish = around.wishes.get(row.phone_number_id)
    if standing.opt_out is not None:
        return Reason.STOPPED
    if standing.review is not None:
        return Reason.IN_REVIEW
    if around.phones[row.phone_number_id].health in UNREACHABLE:
        return Reason.UNREACHABLE
    if wish is not None and wish.is_paused(around.today):
        return Reason.PAUSED
    if wish is not None and row.rank > wish.per_week:
        return Reason.FEWER
    if around.taken.get(row.phone_number_id, 0) >= around.school.weekly_allowance:
        return Reason.NO_ROOM
    return None


def _tips(session: Session, tip_ids: Collection[int]) -> dict[int, Tip]:
    found = session.scalars(select(Tip).where(Tip.id.in_(tip_ids)).options(selectinload(Tip.wordings)))
    return {tip.id: tip for tip in found}


def _acquainted(session: Session, phone_ids: Collection[int]) -> set[int]:
    return set(
        session.scalars(
            select(TipDelivery.phone_number_id)
            .distinct()
            .where(TipDelivery.phone_number_id.in_(phone_ids), TipDelivery.state == DeliveryState.SENT)
        )
    )
