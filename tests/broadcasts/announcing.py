"""Announcements that the worker hands over at the demo's school, by a clock that a test turns."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.broadcasts.audience import GuestsOf, Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, Topic, Urgency
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.sending.fan_out import PAGE, hand_over_due
from app.broadcasts.sending.post import BroadcastPost
from app.demo.cast import Cast
from app.foundation.database import Base, Database
from app.inbox.inboxes_of_students import inboxes_of_students
from app.messages.claim import Claimed, claim
from app.messages.message import Message
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.student import Guardianship, Relation, Student
from tests.support.announcement import released
from tests.support.cast import CATALOG, LEE, NOON, look_up

EVERYBODY = Selection(SelectionKind.SCHOOL)
KEPT_APART = ({"has_court_order": True}, {"may_receive": False})
"""How an adult is kept from a child: by a court, or because the school was told so."""
NAMING = {"en": "{child} has no school on Friday.", "es": "El viernes {child} no tiene clases."}

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)


def no_guests(*_: object) -> Mapping[int, Sequence[int]]:
    return {}


@dataclass
class Announcing:
    """The school, what time it is there, and who is invited to its events."""

    town: Database
    now: datetime = NOON
    guests: GuestsOf = no_guests
    looks: Callable[[], None] = lambda: None
    """What happens whenever the worker looks at the clock."""

    def clock(self) -> datetime:
        self.looks()
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def do(self, deed: Callable[[Session, Cast], T]) -> T:
        with self.town.writing() as session:
            return deed(session, look_up(session))

    def release(self, selection: Selection = EVERYBODY, **columns: Any) -> int:  # noqa: ANN401 - any column
        """An announcement is due now, or at the moment that it names; returns its id."""
        with self.town.writing() as session:
            lee, audience = look_up(session).staff[LEE], selection.to_json()
            return released(session, lee, now=self.now, audience=audience, **columns).id

    def emergency(self, **columns: Any) -> int:  # noqa: ANN401 - any column
        return self.release(urgency=Urgency.EMERGENCY, topic=Topic.WEATHER, **columns)

    @property
    def post(self) -> BroadcastPost:
        return BroadcastPost(CATALOG, self.guests, inboxes_of_students)

    def hand_over(self, *, page: int = PAGE) -> int:
        """A worker does its step."""
        return hand_over_due(self.town, self.post, clock=self.clock, page=page)

    def claim(self, limit: int = 50) -> list[Claimed]:
        with self.town.writing() as session:
            return claim(session, worker="w", limit=limit, now=self.now)

    def broadcast(self, broadcast_id: int) -> Broadcast:
        with self.town.reading() as session:
            return session.get_one(Broadcast, broadcast_id)

    def all(self, table: type[Row], *which: ColumnElement[bool]) -> list[Row]:
        with self.town.reading() as session:
            return list(session.scalars(select(table).where(*which).order_by(table.__table__.c.id)))

    def texts(self, *which: ColumnElement[bool]) -> dict[str, str]:
        """What each phone got, by number."""
        with self.town.reading() as session:
            rows = session.execute(
                select(PhoneNumber.e164, Message.body)
                .join(Message, Message.phone_number_id == PhoneNumber.id)
                .join(BroadcastRecipient, BroadcastRecipient.message_id == Message.id)
                .where(*which)
            ).all()
        assert len({number for number, _ in rows}) == len(rows), "no phone gets two"
        return {number: body for number, body in rows}  # noqa: C416 - typed rows, not pairs

    def message(self, number: str) -> Message:
        """The text of ours to this number that stands in a report."""
        with self.town.reading() as session:
            return session.scalars(
                select(Message)
                .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                .join(BroadcastRecipient, BroadcastRecipient.message_id == Message.id)
                .where(PhoneNumber.e164 == number)
            ).one()

    def left_out(self) -> dict[str | None, LeftOut]:
        """By number, why it got no text; None for a home without a phone."""
        with self.town.reading() as session:
            rows = session.execute(
                select(PhoneNumber.e164, BroadcastRecipient.left_out)
                .outerjoin(PhoneNumber, PhoneNumber.id == BroadcastRecipient.phone_number_id)
                .select_from(BroadcastRecipient)
                .where(BroadcastRecipient.left_out.is_not(None))
            )
            return {number: why for number, why in rows if why is not None}

    def times(self) -> Counter[int | None]:
        """By phone, how often it is a recipient."""
        return Counter(one.phone_number_id for one in self.all(BroadcastRecipient))

    def lose_number(self, child: str) -> None:
        """Nobody on the roster has a phone any more who is told about this child."""

        def deed(session: Session, _: Cast) -> None:
            student = student_called(session, child)
            session.execute(delete(GuardianPhone).where(GuardianPhone.guardian_id.in_(guardians_of(student))))

        self.do(deed)


def student_called(session: Session, first_name: str) -> Student:
    return session.scalars(select(Student).where(Student.first_name == first_name)).one()


def guardians_of(student: Student) -> Any:  # noqa: ANN401 - a subquery
    return select(Guardianship.guardian_id).where(Guardianship.student_id == student.id)


def keep_from_children(session: Session, phone_id: int) -> None:
    """A court keeps everybody who answers this phone from all their children."""
    answer = select(GuardianPhone.guardian_id).where(GuardianPhone.phone_number_id == phone_id)
    session.execute(
        update(Guardianship).where(Guardianship.guardian_id.in_(answer)).values(has_court_order=True)
    )


def share_phone(session: Session, cast: Cast, number: str, child: str, **tie: bool) -> None:
    """Somebody else answers this phone too, to whom the child is tied so."""
    adult = Guardian(school_id=cast.school.id, name="Sam Doe", language="en")
    session.add(adult)
    session.flush()
    student_id, guardian_id = student_called(session, child).id, adult.id
    session.add(GuardianPhone(guardian_id=guardian_id, phone_number_id=cast.phones[number].id))
    session.add(Guardianship(student_id=student_id, guardian_id=guardian_id, relation=Relation.FATHER, **tie))
    session.flush()
