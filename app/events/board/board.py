"""Where an event stands at a glance: sums by date and language that add up to the families, and replies to read."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.events.board.guest_list import GuestLine, Stand, WhyNot, guests_of
from app.events.event import Event, EventDate
from app.events.guest import Dish, EventReply, Guest, Seat
from app.events.reading.reply import Doubt
from app.messages.message import Message
from app.messages.thread import Thread


@dataclass
class DateCount:
    """The families of an event by where they stand with one date. `sum(families.values())` is all of them."""

    date: EventDate
    families: Counter[Stand] = field(default_factory=Counter)
    people: Counter[Stand] = field(default_factory=Counter)
    """Of those who are coming, wait for room or join by phone."""
    by_language: dict[str | None, Counter[Stand]] = field(default_factory=dict)
    """The same families; None for those who are texted in every language."""
    why_not: Counter[WhyNot] = field(default_factory=Counter)
    """Those who were not reached, by reason."""
    dishes: Counter[Dish | None] = field(default_factory=Counter)
    """What the families who are coming bring; None for those of whom nobody knows yet."""
    arrived_families: int = 0
    arrived_people: int = 0

    @property
    def asked(self) -> int:
        """How many families something that asks them has reached, or who have spoken all the same."""
        return self.families.total() - self.families[Stand.NOT_REACHED] - self.families[Stand.NOT_ASKED]

    @property
    def seats_left(self) -> int | None:
        """None where there is always room."""
        return None if self.date.capacity is None else max(0, self.date.capacity - self.people[Stand.COMING])


@dataclass(frozen=True)
class ReplyToRead:
    """A reply that was not understood, or that asks something, with the question that it answers."""

    reply_id: int
    line: GuestLine
    doubt: Doubt | None
    """None where it was understood, and asks something too."""
    message_id: int
    words: str
    question_message_id: int | None
    question: str | None
    received_at: datetime
    inbox_id: int
    """In whose conversation it stands: where it may answer several invitations, in that of one of them."""


@dataclass(frozen=True)
class Board:
    """An event as its organiser sees it."""

    event: Event
    dates: list[DateCount]
    lines: list[GuestLine]
    to_read: list[ReplyToRead]
    """The one that has waited longest first."""

    @property
    def families(self) -> int:
        return len(self.lines)

    @property
    def answered(self) -> int:
        """How many families have said something that was understood, about any of the dates."""
        return sum(line.answered_at is not None for line in self.lines)

    def of_date(self, event_date_id: int) -> DateCount:
        return next(count for count in self.dates if count.date.id == event_date_id)


def board(session: Session, event: Event) -> Board:
    """An event with its dates loaded; in so many statements however many families there are."""
    lines = guests_of(session, event)
    by_guest = {line.guest_id: line for line in lines}
    return Board(
        event,
        [_count(one, lines) for one in event.dates],
        lines,
        _to_read(session, event, by_guest),
    )


def _count(one: EventDate, lines: list[GuestLine]) -> DateCount:
    count = DateCount(one)
    for line in lines:
        stand, answer = line.stand(one.id), line.answers.get(one.id)
        count.families[stand] += 1
        count.by_language.setdefault(line.language, Counter())[stand] += 1
        if stand is Stand.NOT_REACHED and line.why_not is not None:
            count.why_not[line.why_not] += 1
        if answer is None:
            continue
        if stand in {Stand.COMING, Stand.WAITING, Stand.BY_PHONE}:
            count.people[stand] += answer.people
        if answer.seat is Seat.COMING:
            count.dishes[answer.dish] += 1
        if answer.arrived_at is not None:
            count.arrived_families += 1
            count.arrived_people += answer.arrived_people or 0
    return count


def _to_read(session: Session, event: Event, lines: dict[int, GuestLine]) -> list[ReplyToRead]:
    said, question = aliased(Message), aliased(Message)
    rows = session.execute(
        select(
            EventReply.id,
            EventReply.guest_id,
            EventReply.doubt,
            EventReply.message_id,
            said.body.label("words"),
            EventReply.question_message_id,
            question.body.label("question"),
            EventReply.received_at,
            Thread.inbox_id,
        )
        .join(said, said.id == EventReply.message_id)
        .join(Thread, Thread.id == said.thread_id)
        .outerjoin(question, question.id == EventReply.question_message_id)
        .join(Guest, Guest.id == EventReply.guest_id)
        .where(EventReply.event_id == event.id, EventReply.needs_person, EventReply.settled_at.is_(None))
        .order_by(EventReply.received_at, EventReply.id)
    )
    return [
        ReplyToRead(
            row.id,
            lines[row.guest_id],
            row.doubt,
            row.message_id,
            row.words,
            row.question_message_id,
            row.question,
            row.received_at,
            row.inbox_id,
        )
        for row in rows
    ]
