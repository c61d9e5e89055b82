"""Whether a tip that is due goes: everything that was looked at, and the first reason that speaks against it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.messages.delivery_status import ENDED_UNSENT
from app.messages.message import Message
from app.messages.recipients import Recipients
from app.prompts.ask_many import owe_an_answer
from app.roster.homes import Homes, homes_of_students
from app.roster.student import Student
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.tips.days import is_open
from app.tips.delivery import Reason, TipDelivery
from app.tips.grades import grade_of
from app.tips.track import Tip, Track
from app.tips.wishes import TipWish


@dataclass(frozen=True)
class Sendable:
    """A tip that goes: about these children, in this language or in every one."""

    tip: Tip
    children: Sequence[Student]
    language: str | None


@dataclass(frozen=True)
class Surroundings:
    """All that decides about a batch of tips of one school, as it stands now."""

    recipients: Recipients
    today: date
    calendar: SchoolCalendar | None
    tips: Mapping[int, Tip]
    tracks: Mapping[int, Track]
    homes: Homes
    wishes: Mapping[int, TipWish]
    owing: Collection[int]
    """The numbers where somebody waits for the answer to a question."""
    acquainted: set[int]
    """The numbers that have had a tip before."""

    def has_sent(self, phone_number_id: int) -> None:
        """One more of the week's allowance is used."""
        self.recipients.take_room(phone_number_id)
        self.acquainted.add(phone_number_id)

    def children_for(self, row: TipDelivery, track: Track) -> list[Student]:
        """The children of the track's grades of whom this phone is the home, unless one who answers it may not hear.

        Who shares the phone may have children that are told about on another.
        """
        here = self.homes.get(row.phone_number_id, ())
        return [
            child
            for child in self.recipients.children_of(row.phone_number_id)
            if child.id in here and grade_of(child.grade) in track.grades
        ]


def look_around(
    session: Session,
    tips: Mapping[int, Tip],
    recipients: Recipients,
    *,
    now: datetime,
) -> Surroundings:
    """What holds for these texts to these phones, which nobody else is at."""
    school, phones = recipients.school, recipients.phones.keys()
    today = now.astimezone(school.zone).date()
    tracks = session.scalars(select(Track).where(Track.id.in_({tip.track_id for tip in tips.values()})))
    wishes = session.scalars(select(TipWish).where(TipWish.phone_number_id.in_(phones)))
    return Surroundings(
        recipients=recipients,
        today=today,
        calendar=find_calendar(session, school, today),
        tips=tips,
        tracks={track.id: track for track in tracks},
        homes=homes_of_students(session, school, true(), phones=phones),
        wishes={wish.phone_number_id: wish for wish in wishes},
        owing=owe_an_answer(session, phones, now=now),
        acquainted=_acquainted(session, phones),
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
    return _against_phone(around, row) or Sendable(
        tip, children, around.recipients.language_of(row.phone_number_id)
    )


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
    recipients, wish = around.recipients, around.wishes.get(row.phone_number_id)
    if (obstacle := recipients.obstacle(row.phone_number_id)) is not None:
        return Reason(obstacle.value)
    if wish is not None and wish.is_paused(around.today):
        return Reason.PAUSED
    if wish is not None and row.rank > wish.per_week:
        return Reason.FEWER
    return None if recipients.has_room(row.phone_number_id) else Reason.NO_ROOM


def _acquainted(session: Session, phone_ids: Collection[int]) -> set[int]:
    return set(
        session.scalars(
            select(TipDelivery.phone_number_id)
            .distinct()
            .join(Message, Message.id == TipDelivery.message_id)
            .where(TipDelivery.phone_number_id.in_(phone_ids), Message.status.not_in(ENDED_UNSENT))
        )
    )
