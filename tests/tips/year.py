"""A school year at the school of the demo, by a clock that a test turns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.sending.reserved import reserved
from app.foundation.database import Database
from app.inbox.inboxes_of_students import inboxes_of_students
from app.inbox.receive import receive_text
from app.main import build_front
from app.messages.message import Message, MessageKind
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.schools.school_calendar import set_calendar
from app.tips.curriculum import Band, Curriculum
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.plan import plan_weeks
from app.tips.send_due import TipPost, send_due
from app.tips.track import Tip, Track
from app.tips.tracks import hold_track, open_track, run_track
from tests.support.cast import CATALOG, MAIN, OKAFOR, incoming, look_up

ZONE = ZoneInfo("America/Los_Angeles")
BREAKS = (
    (date(2025, 10, 13), date(2025, 10, 13), "Indigenous Peoples' Day"),
    (date(2025, 11, 26), date(2025, 11, 28), "Thanksgiving"),
    (date(2025, 12, 22), date(2026, 1, 2), "Winter break"),
    (date(2026, 4, 6), date(2026, 4, 10), "Spring break"),
)
POST = TipPost(CATALOG, inboxes_of_students, reserved)
TIPS_FRONT = build_front()
PREK, K_TO_2, GRADES_3_TO_5 = "prekindergarten", "kindergarten_to_2", "grades_3_to_5"
UNLIMITED = 1_000_000

T = TypeVar("T")


@cache
def bands() -> dict[str, Band]:
    return {band.id: band for band in Curriculum.load().bands}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time by the school's clock."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


@dataclass
class Year:
    """The school, its tips, and what time it is there."""

    town: Database
    now: datetime

    def clock(self) -> datetime:
        return self.now

    def turn(self, day: date, hour: int, minute: int = 0) -> None:
        self.now = at(day, hour, minute)

    def begin(self, *band_ids: str) -> "Year":
        """The school has its calendar, and these tracks run from this moment on."""
        with self.town.writing() as session:
            cast = look_up(session)
            set_calendar(session, cast.school, date(2025, 9, 2), date(2026, 6, 18), BREAKS)
            for band_id in band_ids:
                self._open(session, cast, bands()[band_id])
        return self

    def _open(self, session: Session, cast: Cast, band: Band) -> None:
        by = cast.staff[OKAFOR]
        track = open_track(session, cast.school, band, by=by, now=self.now)
        run_track(session, cast.school, track.id, by=by, now=self.now)

    def run(self) -> None:
        self.do(lambda s, c: run_track(s, c.school, self.track_id(), by=c.staff[OKAFOR], now=self.now))

    def hold(self) -> None:
        self.do(lambda s, c: hold_track(s, c.school, self.track_id(), by=c.staff[OKAFOR], now=self.now))

    def plan(self) -> int:
        return plan_weeks(self.town, clock=self.clock)

    def send(self, *, most_waiting: int = UNLIMITED) -> int:
        return send_due(self.town, POST, clock=self.clock, most_waiting=most_waiting)

    def plan_and_send(self, day: date, hour: int = 18) -> None:
        """A worker that runs at that time does what is due."""
        self.turn(day, hour)
        self.plan()
        self.send()

    def text_in(self, sender: str, body: str, *, line: str = MAIN) -> int | None:
        with self.town.writing() as session:
            return receive_text(session, incoming(sender, body, line=line), front=TIPS_FRONT, now=self.now)

    def do(self, deed: Callable[[Session, Cast], T]) -> T:
        with self.town.writing() as session:
            return deed(session, look_up(session))

    def change(self, kind: type[Any], *where: Any, **values: Any) -> None:  # noqa: ANN401 - any column
        with self.town.writing() as session:
            session.execute(update(kind).where(*where).values(**values))

    def put_in_grade(self, child: str, grade: str) -> None:
        self.change(Student, Student.first_name == child, grade=grade)

    def track_id(self) -> int:
        with self.town.reading() as session:
            return session.scalars(select(Track.id).order_by(Track.id)).first() or 0

    def deliveries(self, number: str | None = None) -> list[TipDelivery]:
        """What was planned for a phone, in the order in which it is due."""
        with self.town.reading() as session:
            wanted = select(TipDelivery).order_by(TipDelivery.due_at, TipDelivery.id)
            if number is not None:
                wanted = wanted.join(PhoneNumber, PhoneNumber.id == TipDelivery.phone_number_id).where(
                    PhoneNumber.e164 == number
                )
            return list(session.scalars(wanted))

    def days(self, number: str) -> list[str]:
        """The days of the week on which a phone's texts are due, and what became of them where they did not go."""
        return [
            row.due_at.astimezone(ZONE).strftime("%a") + (f" {row.reason.value}" if row.reason else "")
            for row in self.deliveries(number)
        ]

    def outcomes(self, number: str) -> list[Reason | DeliveryState]:
        return [row.reason or row.state for row in self.deliveries(number)]

    def texts(self, number: str, kind: MessageKind = MessageKind.TIP) -> list[Message]:
        with self.town.reading() as session:
            return list(
                session.scalars(
                    select(Message)
                    .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                    .where(PhoneNumber.e164 == number, Message.kind == kind)
                    .order_by(Message.id)
                )
            )

    def tips_of_week(self, number: int) -> list[Tip]:
        with self.town.reading() as session:
            return list(session.scalars(select(Tip).where(Tip.week == number).order_by(Tip.place)))
