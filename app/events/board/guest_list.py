"""The families that an event invites: who they are, what each says of every date, and why one was never reached."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.guest import Dish, EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText, LeftOut, TextState
from app.events.need_task import NeedState, NeedTask
from app.events.reading.reply import Need
from app.events.sending.concerned import ASKS
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.language import known_languages
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.sms.languages import family_languages

_NEVER_ARRIVED = {
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.FAILED,
    DeliveryStatus.SUPPRESSED,
    DeliveryStatus.EXPIRED,
    DeliveryStatus.CANCELLED,
}
_NO_TEXTS_REACH = {
    FailureReason.LANDLINE,
    FailureReason.NUMBER_INVALID,
    FailureReason.NUMBER_OUT_OF_SERVICE,
}


class Stand(StrEnum):
    """Where one family stands with one date: exactly one of these, so that the sums add up to the families."""

    COMING = "coming"
    WAITING = "waiting"
    BY_PHONE = "by_phone"
    CANNOT = "cannot"
    MAYBE = "maybe"
    NO_ANSWER = "no_answer"
    """It was asked, and has not said anything about this date."""
    NOT_REACHED = "not_reached"
    """It has not answered, and nothing that asked it has got through."""
    NOT_ASKED = "not_asked"
    """Nothing that asks it has left yet."""


class WhyNot(StrEnum):
    """Why a family was not reached."""

    STOPPED = "stopped"
    IN_REVIEW = "in_review"
    UNREACHABLE = "unreachable"
    """A landline, or a number that is out of service."""
    NO_ROOM = "no_room"
    TOO_LATE = "too_late"
    NOT_THEIRS = "not_theirs"
    CALLED_OFF = "called_off"
    """The event, or this text, was taken back before it left."""
    FAULTY = "faulty"
    FAILED = "failed"
    """The text left, and the carriers did not deliver it."""
    NO_PHONE = "no_phone"
    """The school knows no number that may hear about the child."""


@dataclass(frozen=True)
class Answer:
    """What one family has said about one date."""

    seat: Seat
    people: int
    dish: Dish | None
    said_at: datetime
    waiting_since: datetime | None
    is_by_staff: bool
    """Somebody wrote it down for the family."""
    arrived_at: datetime | None
    arrived_people: int | None


@dataclass(frozen=True)
class StatedNeed:
    """A need of the family, and how far it has been seen to."""

    task_id: int
    need: Need
    state: NeedState
    words: str


@dataclass
class GuestLine:
    """One family on the list."""

    guest_id: int
    phone_number_id: int
    phone: str
    """As E.164."""
    thread_id: int | None
    student_ids: tuple[int, ...]
    people: int | None
    note: str
    asked_at: datetime | None
    answered_at: datetime | None
    children: list[str] = field(default_factory=list)
    """First names, in the order of the alphabet; none of a guest whom nobody on the roster answers."""
    guardians: list[str] = field(default_factory=list)
    """None of a guest who only walked in, and of whom the event's team need know no more than the number."""
    language: str | None = None
    """What the phone is texted in; None for every language."""
    answers: dict[int, Answer] = field(default_factory=dict)
    """By the id of a date; none for those it has said nothing about."""
    needs: list[StatedNeed] = field(default_factory=list)
    without_answer: Stand = Stand.NOT_ASKED
    """Where it stands with the dates it has said nothing about."""
    why_not: WhyNot | None = None
    """Why it was not reached; None where it was, or has answered."""
    failure: FailureReason | None = None
    """What the carriers said of it."""
    waits_for_a_person: bool = False
    """A reply of it was not understood, and nobody has read it yet."""

    def stand(self, event_date_id: int) -> Stand:
        answer = self.answers.get(event_date_id)
        return Stand(answer.seat.value) if answer else self.without_answer

    def has_arrived(self, event_date_id: int) -> bool:
        answer = self.answers.get(event_date_id)
        return answer is not None and answer.arrived_at is not None


def guests_of(session: Session, event: Event) -> list[GuestLine]:
    """Everybody who is invited, by the first name of a child, in so many statements however many they are."""
    lines = {
        row.id: GuestLine(
            guest_id=row.id,
            phone_number_id=row.phone_number_id,
            phone=row.e164,
            thread_id=row.thread_id,
            student_ids=tuple(row.children),
            people=row.people,
            note=row.note,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )
        for row in session.execute(
            select(
                Guest.id,
                Guest.phone_number_id,
                PhoneNumber.e164,
                Guest.thread_id,
                Guest.children,
                Guest.people,
                Guest.note,
                Guest.asked_at,
                Guest.answered_at,
            )
            .join(PhoneNumber, PhoneNumber.id == Guest.phone_number_id)
            .where(Guest.event_id == event.id)
        )
    }
    if not lines:
        return []
    _fill_in_answers(session, event, lines)
    _fill_in_needs(session, event, lines)
    _fill_in_people(session, event, lines.values())
    for guest_id in session.scalars(
        select(EventReply.guest_id).where(
            EventReply.event_id == event.id, EventReply.needs_person, EventReply.settled_at.is_(None)
        )
    ):
        lines[guest_id].waits_for_a_person = True
    _fill_in_reach(session, event, lines.values())
    return sorted(lines.values(), key=lambda line: (line.children or ["~"], line.guest_id))


def _fill_in_answers(session: Session, event: Event, lines: dict[int, GuestLine]) -> None:
    for row in session.execute(
        select(
            Rsvp.guest_id,
            Rsvp.event_date_id,
            Rsvp.seat,
            Rsvp.people,
            Rsvp.dish,
            Rsvp.said_at,
            Rsvp.waiting_since,
            Rsvp.recorded_by,
            Rsvp.arrived_at,
            Rsvp.arrived_people,
        )
        .join(Guest, Guest.id == Rsvp.guest_id)
        .where(Guest.event_id == event.id)
    ):
        lines[row.guest_id].answers[row.event_date_id] = Answer(
            row.seat,
            row.people,
            row.dish,
            row.said_at,
            row.waiting_since,
            row.recorded_by is not None,
            row.arrived_at,
            row.arrived_people,
        )


def _fill_in_needs(session: Session, event: Event, lines: dict[int, GuestLine]) -> None:
    for row in session.execute(
        select(NeedTask.guest_id, NeedTask.id, NeedTask.need, NeedTask.state, NeedTask.words)
        .where(NeedTask.event_id == event.id)
        .order_by(NeedTask.id)
    ):
        lines[row.guest_id].needs.append(StatedNeed(row.id, row.need, row.state, row.words))


def _fill_in_people(session: Session, event: Event, lines: Iterable[GuestLine]) -> None:
    """The names of the children and of those who answer the phone, and what it is texted in."""
    wanted = {student for line in lines for student in line.student_ids}
    rows = session.execute(select(Student.id, Student.first_name).where(Student.id.in_(wanted)))
    first_names = {student: name for student, name in rows}  # noqa: C416 - typed rows, not pairs
    invited = select(Guest.phone_number_id).where(Guest.event_id == event.id)
    guardians: dict[int, list[str]] = defaultdict(list)
    for phone, name in session.execute(
        select(GuardianPhone.phone_number_id, Guardian.name)
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .where(GuardianPhone.phone_number_id.in_(invited))
        .order_by(GuardianPhone.position, Guardian.id)
    ):
        guardians[phone].append(name)
    languages = known_languages(session, PhoneNumber.id.in_(invited))
    for line in lines:
        line.children = sorted(first_names[student] for student in line.student_ids if student in first_names)
        if line.student_ids or line.thread_id is not None:
            line.guardians = guardians.get(line.phone_number_id, [])
        language = languages[line.phone_number_id].language
        line.language = language if language in family_languages() else None


def _fill_in_reach(session: Session, event: Event, lines: Iterable[GuestLine]) -> None:
    """Whether something that asked it has got through, and if nothing has, what became of the last."""
    asked: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        select(
            EventText.phone_number_id,
            EventText.state,
            EventText.reason.label("left_out"),
            Message.status,
            Message.reason,
        )
        .outerjoin(Message, Message.id == EventText.message_id)
        .where(EventText.event_id == event.id, EventText.kind.in_(ASKS))
        .order_by(EventText.id)
    ):
        asked[row.phone_number_id].append(row)
    for line in lines:
        texts = asked.get(line.phone_number_id, [])
        has_spoken = line.answered_at is not None or line.waits_for_a_person
        if has_spoken or any(
            text.state is TextState.SENT and text.status not in _NEVER_ARRIVED for text in texts
        ):
            line.without_answer = Stand.NO_ANSWER
        elif not texts or any(text.state is TextState.PLANNED for text in texts):
            line.without_answer = Stand.NOT_ASKED
        else:
            last = texts[-1]
            line.without_answer, line.failure = Stand.NOT_REACHED, last.reason
            line.why_not = _why_not(last.left_out, last.status, last.reason)


def _why_not(left_out: LeftOut | None, status: DeliveryStatus | None, reason: FailureReason | None) -> WhyNot:
    if left_out is not None:
        return WhyNot(left_out.value)
    if status is DeliveryStatus.SUPPRESSED or reason is FailureReason.OPTED_OUT:
        return WhyNot.STOPPED
    if status is DeliveryStatus.EXPIRED:
        return WhyNot.TOO_LATE
    if status is DeliveryStatus.CANCELLED:
        return WhyNot.CALLED_OFF
    return WhyNot.UNREACHABLE if reason in _NO_TEXTS_REACH else WhyNot.FAILED
