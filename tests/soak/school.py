"""A made-up school with many phones and as many waiting texts as a test asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.inbox.found_school import found_school, welcome
from app.inbox.inbox import Inbox
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.queries import get_school, lines_of
from app.schools.school import School
from app.staff.staff_member import Role, StaffMember
from tests.support.installation import Installation, Provider
from tests.support.servers import Server

LINES = ("+12065550190", "+12065550191", "+12065550192", "+12065550193")
MIDNIGHT, LAST_MOMENT = time(0), time(23, 59, 59, 999999)


@dataclass
class RunningSchool:
    """A school whose web, worker and provider are at work."""

    installation: Installation
    database: Database
    id: int
    provider: Provider
    web_url: str
    worker: Server
    phones_given: int = 0

    def new_phones(self, count: int) -> list[str]:
        """Numbers of families that no other test has used, each with a thread of its own."""
        first, self.phones_given = self.phones_given, self.phones_given + count
        return [phone(number) for number in range(first, self.phones_given)]

    def write_to(self, phones: Sequence[str], body: str, *, due_at: datetime | None = None) -> dict[str, int]:
        """A reply to each, named by the number; returns the message id of each."""
        return {
            e164: enqueue_reply(self.database, self.id, thread_id, body.format(e164), due_at=due_at)
            for thread_id, e164 in threads_of(self.database, self.id, phones)
        }

    def message(self, message_id: int) -> Message:
        with self.database.reading() as session:
            return session.get_one(Message, message_id)


def all_stand_at(running: RunningSchool, message_ids: dict[str, int], status: DeliveryStatus) -> bool:
    return all(running.message(message_id).status is status for message_id in message_ids.values())


@dataclass(frozen=True)
class Ask:
    """A text that was put into the outbox: what the family should read, once."""

    message_id: int
    to: str
    body: str


def phone(number: int) -> str:
    """The nth of 9,800 phones."""
    return f"+1206555{200 + number:04}"


def found(database: Database, *, phones: int, lines: int = 3, per_second: float = 20.0) -> int:
    """A school that may text at any hour, with a thread for each phone on one of its lines; returns its id."""
    now = datetime.now(UTC)
    with database.writing() as session:
        school = found_school(
            session,
            name="Harbor School",
            lines=LINES[:lines],
            office_phone="(206) 555-0100",
            time_zone="America/Los_Angeles",
            segments_per_second=per_second,
            now=now,
        )
        school.texting_from, school.texting_until = MIDNIGHT, LAST_MOMENT
        school.hourly_cap = 1000
        writer = StaffMember(
            school_id=school.id,
            email="office@harbor.example",
            name="Sra. Ruiz",
            role=Role.OFFICE,
            language="en",
            created_at=now,
        )
        session.add(writer)
        session.flush()
        welcome(session, school, writer)
        _open_threads(session, school, phones, now=now)
        return school.id


def _open_threads(session: Session, school: School, phones: int, *, now: datetime) -> None:
    office = session.scalars(select(Inbox).where(Inbox.school_id == school.id)).one()
    pool = lines_of(session, school)
    for number in range(phones):
        known = PhoneNumber(
            school_id=school.id,
            e164=phone(number),
            health=NumberHealth.UNTRIED,
            language="en",
            language_confirmed_at=now,
            created_at=now,
        )
        session.add(known)
        session.flush()
        line = pool[number % len(pool)]
        open_thread(
            session,
            school_id=school.id,
            phone_number_id=known.id,
            inbox_id=office.id,
            arrived_on=line.id,
            now=now,
        )


def put_into_outbox(database: Database, school_id: int, bodies: Sequence[str]) -> list[Ask]:
    """One reply for each body, round and round the phones, due now."""
    threads = threads_of(database, school_id)
    asks = []
    for number, body in enumerate(bodies):
        thread_id, e164 = threads[number % len(threads)]
        asks.append(Ask(enqueue_reply(database, school_id, thread_id, body), e164, body))
    return asks


def threads_of(
    database: Database, school_id: int, phones: Sequence[str] | None = None
) -> list[tuple[int, str]]:
    """The school's threads with their numbers, in the order in which they were opened."""
    wanted = (
        select(Thread.id, PhoneNumber.e164)
        .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
        .where(Thread.school_id == school_id)
        .order_by(Thread.id)
    )
    if phones is not None:
        wanted = wanted.where(PhoneNumber.e164.in_(phones))
    with database.reading() as session:
        return [(thread_id, e164) for thread_id, e164 in session.execute(wanted)]


def enqueue_reply(
    database: Database, school_id: int, thread_id: int, body: str, *, due_at: datetime | None = None
) -> int:
    """In a unit of its own, as a person at the dashboard writes; returns the message's id."""
    now = datetime.now(UTC)
    with database.writing() as session:
        return enqueue(
            session,
            get_school(session, school_id),
            session.get_one(Thread, thread_id),
            body,
            kind=MessageKind.REPLY,
            author=session.scalars(
                select(StaffMember).where(StaffMember.school_id == school_id).order_by(StaffMember.id)
            ).first(),
            due_at=due_at,
            any_time_until=now + timedelta(hours=3),
            now=now,
        ).id


def standing_of_outbox(database: Database) -> dict[DeliveryStatus, int]:
    """How many of our texts stand where."""
    with database.reading() as session:
        rows = session.execute(
            select(Message.status, func.count())
            .where(Message.direction == Direction.OUT)
            .group_by(Message.status)
        )
        return {status: count for status, count in rows}  # noqa: C416 - typed rows, not pairs


def outgoing(database: Database) -> list[Message]:
    """Every text of ours, in the order in which they were written."""
    with database.reading() as session:
        return list(
            session.scalars(select(Message).where(Message.direction == Direction.OUT).order_by(Message.id))
        )


def incoming(database: Database) -> list[Message]:
    """Every text that a family sent, in order of arrival."""
    with database.reading() as session:
        return list(
            session.scalars(select(Message).where(Message.direction == Direction.IN).order_by(Message.id))
        )
