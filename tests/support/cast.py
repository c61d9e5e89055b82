"""The people of the demo in a test's own database, and a provider that does as it is told."""

import contextlib
import itertools
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import ColumnElement, Table, func, insert, select
from sqlalchemy.orm import Session

from app.demo.cast import LINES, Cast, found_cast
from app.foundation.database import Base, Database
from app.gateway.port import (
    Accepted,
    CarrierOptOut,
    FetchedMedia,
    IncomingMedia,
    IncomingText,
    MediaGone,
    MediaLater,
    OutgoingText,
    SendResult,
    SentText,
    StatusReport,
)
from app.gateway.twilio_codes import report_of
from app.inbox.inbox import Inbox
from app.inbox.language_choice import KIND as WHICH_LANGUAGE
from app.inbox.language_choice import read_choice, take_choice
from app.inbox.receive import Front, receive_text
from app.inbox.reply import reply
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.inbox.who_is_this_for import move_to_chosen_inbox
from app.messages.claim import Claimed, claim
from app.messages.delivery import Delivery, record
from app.messages.delivery_reports import receive_report
from app.messages.message import Direction, Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.sms.catalog import Catalog
from app.staff.staff_member import StaffMember
from app.tables import metadata
from tests.support.databases import Engines
from tests.support.postgres import PostgresServer

NOON = datetime(2026, 3, 3, 20, tzinfo=UTC)
"""A Tuesday, twelve o'clock at the school."""
NIGHT = datetime(2026, 3, 4, 7, tzinfo=UTC)
"""Eleven at night of the same day."""
MORNING = datetime(2026, 3, 4, 17, tzinfo=UTC)
"""When texting hours open after that night."""
UNKNOWN_AFTER = timedelta(seconds=60)

MAIN, SECOND, THIRD = LINES
ROSA, CARMEN, MAYA, DANIEL = "+12065550111", "+12065550112", "+12065550113", "+12065550114"
JORGE, HELEN, TOM, ORTEGAS = "+12065550115", "+12065550107", "+12065550118", "+12065550117"
AMINA, PAT = "+12065550116", "+12065550102"
LEE, DIAZ, RUIZ, OKAFOR = "lee@demo.example", "diaz@demo.example", "ruiz@demo.example", "okafor@demo.example"
MS_LEE, MR_DIAZ, OFFICE = "Ms. Lee", "Mr. Diaz", "Front office"

CATALOG = Catalog.load()
FRONT = Front(
    catalog=CATALOG,
    handlers={
        WHO_IS_THIS_FOR: move_to_chosen_inbox,
        WHICH_LANGUAGE: partial(take_choice, catalog=CATALOG),
    },
    readers={WHICH_LANGUAGE: read_choice},
)

T = TypeVar("T", bound=Base)
_sids = (f"SM{number:032x}" for number in itertools.count(1))


def new_sid() -> str:
    """A name that the provider has given to nothing else."""
    return next(_sids)


@cache
def _founded() -> list[tuple[Table, list[dict[str, Any]]]]:
    """The rows that founding the cast leaves; founding takes a password's time, which not every test can wait."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'cast.db'}")
        metadata.create_all(database.engine)
        with database.writing() as session:
            found_cast(session, now=NOON)
        with database.reading() as session:
            tables = [
                (t, [dict(row) for row in session.execute(select(t)).mappings()])
                for t in metadata.sorted_tables
            ]
        database.close()
    return [(table, rows) for table, rows in tables if rows]


def make_cast(database: Database, now: datetime) -> Cast:
    """The school of the demo stands in this database, founded at that moment."""
    with database.writing() as session:
        for table, rows in _founded():
            session.execute(
                insert(table),
                [{k: now if isinstance(v, datetime) else v for k, v in row.items()} for row in rows],
            )
            if not database.is_sqlite:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                session.execute(select(func.setval(sequence, max(row["id"] for row in rows))))
        return look_up(session)


def look_up(session: Session) -> Cast:
    """The cast as it stands in a database."""
    return Cast(
        session.scalars(select(School).order_by(School.id).limit(1)).one(),
        {person.email: person for person in session.scalars(select(StaffMember))},
        {inbox.name: inbox for inbox in session.scalars(select(Inbox))},
        {phone.e164: phone for phone in session.scalars(select(PhoneNumber))},
    )


def incoming(
    sender: str,
    body: str,
    *,
    line: str = MAIN,
    sid: str | None = None,
    media: Sequence[str] = (),
    carrier: CarrierOptOut | None = None,
) -> IncomingText:
    """A text as the gateway hands it in."""
    pictures = tuple(IncomingMedia(url, "image/jpeg") for url in media)
    return IncomingText(sid or new_sid(), line, sender, body, pictures, carrier)


def text_in(session: Session, text: IncomingText, *, now: datetime) -> Message | None:
    """A family's text has been received; None when it had been before."""
    message_id = receive_text(session, text, front=FRONT, now=now)
    return session.get_one(Message, message_id) if message_id is not None else None


def report(sid: str, status: str, code: str = "") -> StatusReport:
    """What the provider says of one of our texts."""
    return report_of(sid, status, code)


@dataclass
class FakeGateway:
    """A provider that answers as a test has told it to, and remembers what it was asked to send."""

    answer: Callable[[OutgoingText], SendResult] = field(default=lambda _text: Accepted(new_sid(), "queued"))
    sent: list[OutgoingText] = field(default_factory=list)
    listed: list[SentText] = field(default_factory=list)
    asked_about: list[str] = field(default_factory=list)
    is_silent: bool = False
    """True when it cannot be asked what it took."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, text: OutgoingText) -> SendResult:
        with self._lock:
            self.sent.append(text)
        return self.answer(text)

    def find_sent(self, *, to: str, since: datetime) -> Sequence[SentText]:
        self.asked_about.append(to)
        if self.is_silent:
            message = "the provider does not answer"
            raise ConnectionError(message)
        found = [text for text in self.listed if text.to == to and text.created_at >= since]
        return sorted(found, key=lambda text: text.created_at, reverse=True)

    def fetch_media(self, url: str, *, most_bytes: int) -> FetchedMedia | MediaGone | MediaLater:
        return MediaGone(f"{url} holds no picture of {most_bytes} bytes")

    def took(self, text: Claimed, *, at: datetime, sid: str | None = None, status: str = "sent") -> str:
        """It lists this text as one that it has; returns its name for it."""
        sid = sid or new_sid()
        self.listed.append(SentText(text.to, text.line, text.body, at, report(sid, status)))
        return sid


def delivery(database: Database, gateway: FakeGateway, clock: Callable[[], datetime]) -> Delivery:
    """What a worker needs, with this provider and this clock."""
    return Delivery(
        database=database,
        gateway=gateway,
        clock=clock,
        public_url="https://puente.example.org",
        unknown_after=UNKNOWN_AFTER,
    )


@dataclass
class Stage:
    """The school at one moment, inside a unit of work that is undone when the test ends."""

    session: Session
    cast: Cast
    now: datetime = NOON

    def wait(self, **span: float) -> datetime:
        """Time passes."""
        self.now += timedelta(**span)
        return self.now

    def text_in(
        self,
        sender: str,
        body: str,
        *,
        line: str = MAIN,
        sid: str | None = None,
        media: Sequence[str] = (),
        carrier: CarrierOptOut | None = None,
    ) -> Message:
        """A family texts."""
        text = incoming(sender, body, line=line, sid=sid, media=media, carrier=carrier)
        message = text_in(self.session, text, now=self.now)
        assert message is not None
        self.look_again()
        return message

    def thread(self, number: str = MAYA, inbox: str = MS_LEE) -> Thread:
        """The conversation of this phone with this inbox, which somebody must have begun."""
        return self.session.scalars(
            select(Thread)
            .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
            .join(Inbox, Inbox.id == Thread.inbox_id)
            .where(PhoneNumber.e164 == number, Inbox.name == inbox)
        ).one()

    def conversation(self, number: str = MAYA, inbox: str = MS_LEE, body: str = "Hello") -> Thread:
        """A conversation that the family has begun."""
        self.text_in(number, body)
        return self.thread(number, inbox)

    def enqueue(
        self,
        thread: Thread,
        body: str = "See you at nine.",
        *,
        kind: MessageKind = MessageKind.REPLY,
        due_at: datetime | None = None,
        not_after: datetime | None = None,
        any_time_until: datetime | None = None,
    ) -> Message:
        """A text waits to leave."""
        author = self.cast.staff[LEE] if kind is MessageKind.REPLY else None
        message = enqueue(
            self.session,
            self.cast.school,
            thread,
            body,
            kind=kind,
            author=author,
            due_at=due_at,
            not_after=not_after,
            any_time_until=any_time_until,
            now=self.now,
        )
        self.look_again()
        return message

    def reply(self, thread: Thread, body: str = "See you at nine.", **how: Any) -> Message:  # noqa: ANN401 - as `reply` takes it
        """A staff member who has seen everything answers."""
        by = how.pop("by", self.cast.staff[LEE])
        seen = how.pop("seen_message_id", thread.last_message_id)
        message = reply(
            self.session, self.cast.school, thread, body, by=by, now=self.now, seen_message_id=seen, **how
        )
        self.look_again()
        return message

    def claim(self, *, limit: int = 10, worker: str = "worker 1") -> list[Claimed]:
        """A worker looks for texts that may leave."""
        taken = claim(self.session, worker=worker, limit=limit, now=self.now)
        self.look_again()
        return taken

    def claim_one(self) -> Claimed:
        """A worker finds exactly one."""
        (taken,) = self.claim()
        return taken

    def record(self, claimed: Claimed, result: SendResult) -> None:
        """The provider's answer is written down."""
        record(self.session, claimed, result, unknown_after=UNKNOWN_AFTER, now=self.now)
        self.look_again()

    def hand_over(self, claimed: Claimed) -> str:
        """The provider takes the text; returns its name for it."""
        sid = new_sid()
        self.record(claimed, Accepted(sid, "queued"))
        return sid

    def report(self, sid: str, status: str, code: str = "", *, about: Claimed | None = None) -> None:
        """The provider calls back, to an address that names our text if `about` says which."""
        receive_report(
            self.session,
            report(sid, status, code),
            message_id=about.message_id if about else None,
            attempt=about.attempt if about else None,
            now=self.now,
        )
        self.look_again()

    def line(self, e164: str = MAIN) -> PhoneLine:
        return self.session.scalars(select(PhoneLine).where(PhoneLine.e164 == e164)).one()

    def all(self, table: type[T], *conditions: ColumnElement[bool]) -> list[T]:
        """Every row of a table that fits, the oldest first."""
        query = select(table).where(*conditions).order_by(table.__table__.c.id)
        return list(self.session.scalars(query))

    def texts(self, thread: Thread) -> list[Message]:
        """Every text of a conversation, the oldest first."""
        return self.all(Message, Message.thread_id == thread.id)

    def outgoing(self, number: str) -> list[Message]:
        """Every text of ours to this number, the oldest first."""
        phone = self.session.scalars(select(PhoneNumber).where(PhoneNumber.e164 == number)).one()
        return self.all(Message, Message.phone_number_id == phone.id, Message.direction == Direction.OUT)

    def look_again(self) -> None:
        """Every unit of work sees the database and not what an earlier one remembers."""
        self.session.flush()
        self.session.expire_all()


class _Undo(Exception):
    pass


@contextlib.contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A unit of work of which nothing is left."""
    with contextlib.suppress(_Undo), database.writing() as session:
        yield session
        raise _Undo


@pytest.fixture(scope="session")
def sqlite_cast(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("cast") / "puente.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    make_cast(database, NOON)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_cast(
    postgres: PostgresServer, postgres_template: str, postgres_names: Iterator[str]
) -> Iterator[Database]:
    name = next(postgres_names)
    database = Database(postgres.create_database(name, template=postgres_template))
    make_cast(database, NOON)
    yield database
    database.close()
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The school of the demo at noon, on either database; what the test does to it is undone."""
    kind = {"sqlite": "sqlite_cast", "postgresql": "postgres_cast"}[request.param]
    database: Database = request.getfixturevalue(kind)
    with undone(database) as session:
        yield Stage(session, look_up(session))


@pytest.fixture
def town(database: Database) -> Database:
    """The school of the demo in a database of the test's own, for what needs several units of work."""
    make_cast(database, NOON)
    return database


@pytest.fixture
def postgres_town(postgres_url: str, engines: Engines) -> Iterator[Database]:
    """The same on PostgreSQL alone, for what needs several writers at once."""
    with engines.over(postgres_url) as database:
        make_cast(database, NOON)
        yield database
