"""A large school made by the database itself: many threads with many texts, in seconds."""

from datetime import UTC, datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.demo.cast import OKAFOR, Cast, found_cast
from app.messages.thread import Thread
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Enrollment
from app.roster.student import Guardianship, Relation, Student
from app.schools.queries import lines_of
from app.staff.sign_in import open_session
from scripts.bench.measure import migrated

MESSAGES_A_THREAD = 50

_FILL = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < :each)
insert into messages (school_id, thread_id, phone_number_id, line_id, direction, kind, status, body, routed_by,
                      provider_sid, segments, created_at, attempt)
select t.school_id, t.id, t.phone_number_id, t.line_id, 'in', 'from_family', 'received',
       'Buenos días maestra, ¿a qué hora es la salida mañana?', 'line', 'SM' || t.id || '-' || n.i, 1, :now, 0
from threads t cross join n
"""

_LAST = """
update threads set last_message_id = (select max(m.id) from messages m where m.thread_id = threads.id),
                   waiting_since = case when id % 7 = 0 then :now end
"""


def fill(url: str, *, threads: int, messages: int = MESSAGES_A_THREAD) -> tuple[str, int]:
    """A school of so many threads with so many texts each; gives a principal's session token and the id of a thread."""
    database, now = migrated(url), datetime.now(UTC)
    with database.writing() as session:
        cast = found_cast(session, now=now)
        _families(session, cast, threads, now)
        moments = {"now": now.replace(tzinfo=None) if database.is_sqlite else now}
        session.execute(text(_FILL), moments | {"each": messages})
        session.execute(text(_LAST), moments)
        token = open_session(session, cast.staff[OKAFOR.email].id, now=now)
        thread = session.scalars(select(Thread.id).order_by(Thread.id.desc()).limit(1)).one()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    database.close()
    return token, thread


def _families(session: Session, cast: Cast, count: int, now: datetime) -> None:
    """One family a thread: a student, a guardian, a phone."""
    school = cast.school
    inboxes = [inbox for inbox in cast.inboxes.values() if inbox.section_id is not None]
    line = lines_of(session, school)[0]
    first = 10_000_000
    numbers = range(first, first + count)

    def of_school(**columns: object) -> dict[str, object]:
        return {"school_id": school.id, **columns}

    session.execute(
        insert(Student),
        [of_school(id=n, first_name=f"Niño {n}", last_name=f"Muñoz {n}", grade="2") for n in numbers],
    )
    session.execute(insert(Guardian), [of_school(id=n, name=f"Mamá {n}", language="es") for n in numbers])
    known = {"health": NumberHealth.GOOD, "created_at": now, "verified_at": now}
    session.execute(
        insert(PhoneNumber),
        [
            of_school(
                id=n,
                e164=f"+1206{2_200_000 + n - first}",
                **known,
            )
            for n in numbers
        ],
    )
    session.execute(insert(GuardianPhone), [{"guardian_id": n, "phone_number_id": n} for n in numbers])
    session.execute(
        insert(Guardianship),
        [{"student_id": n, "guardian_id": n, "relation": Relation.MOTHER} for n in numbers],
    )
    session.execute(
        insert(Enrollment),
        [{"section_id": inboxes[n % len(inboxes)].section_id, "student_id": n} for n in numbers],
    )
    session.execute(
        insert(Thread),
        [
            of_school(
                phone_number_id=n,
                inbox_id=inboxes[n % len(inboxes)].id,
                line_id=line.id,
                last_message_at=now,
                touched_at=now,
                created_at=now,
            )
            for n in numbers
        ],
    )
