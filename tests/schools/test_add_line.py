"""A school is given more lines, and one of its own for emergencies."""

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.foundation.errors import Conflict, DomainError, Invalid
from app.inbox.inbox import Inbox, InboxKind
from app.messages.open_thread import open_thread, open_threads
from app.roster.phone_number import PhoneNumber
from app.schools.add_line import add_line
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School
from tests.support.cast import NOON

EMERGENCIES = "+12065550195"


def test_no_conversation_speaks_from_the_line_for_emergencies_even_if_it_began_there(town: Database) -> None:
    with town.writing() as session:
        school = session.scalars(select(School)).first()
        assert school is not None
        inbox_id = session.scalars(select(Inbox.id).where(Inbox.kind == InboxKind.OFFICE)).one()
        line = add_line(session, school, EMERGENCIES, purpose=LinePurpose.EMERGENCIES, now=NOON)
        phones = [PhoneNumber(school_id=school.id, e164=f"+1206555018{n}", created_at=NOON) for n in (1, 2)]
        session.add_all(phones)
        session.flush()
        wrote, texted = phones
        began = open_thread(
            session,
            school_id=school.id,
            phone_number_id=wrote.id,
            inbox_id=inbox_id,
            arrived_on=line.id,
            now=NOON,
        )
        pair = texted.id, inbox_id
        opened = open_threads(session, school.id, [pair], now=NOON)
        assert line.id not in {began.line_id, opened[pair][1]}


@pytest.mark.parametrize(
    ("number", "rate", "refusal"),
    [("12", 1.0, Invalid), ("+12065550195", 0.0, Invalid), ("+12065550195", float("inf"), Invalid)],
)
def test_a_line_that_cannot_be_is_refused(
    town: Database, number: str, rate: float, refusal: type[DomainError]
) -> None:
    with town.writing() as session, pytest.raises(refusal):
        add_line(session, session.scalars(select(School)).one(), number, segments_per_second=rate, now=NOON)


def test_a_line_belongs_to_one_school(town: Database) -> None:
    with town.writing() as session:
        school = session.scalars(select(School)).one()
        taken = session.scalars(select(PhoneLine.e164)).first()
        assert taken is not None
        with pytest.raises(Conflict):
            add_line(session, school, taken, now=NOON)
