"""The report of an announcement to a district, while a part of it has not left yet."""

import statistics
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.demo.cast import OKAFOR
from app.foundation.database import Database
from app.messages.batch import Batch
from app.roster.section import Section
from app.schools.school import School
from app.staff.staff_member import StaffMember
from scripts.bench.crowd import fill
from scripts.bench.measure import Figure, Place, serving

FAMILIES = 100_000
A_CLASS = 25
ROUNDS = 25
GOAL_MS = 100
PAGES = (
    ("report page", ""),
    ("its moving part", "/live"),
    ("families it reached", "/families?group=delivered"),
    ("families without a text", "/families?group=not_texted"),
    ("call list", "/call-list"),
)

_TEXTS = """
insert into messages (school_id, thread_id, phone_number_id, line_id, direction, kind, status, reason, body, language,
                      batch_id, precedence, segments, created_at, due_at, not_after, claimed_at, ended_at, attempt,
                      is_untranslated)
select school_id, id, phone_number_id, line_id, 'out', 'broadcast',
       case when id % 100 < 90 then 'delivered' when id % 100 < 93 then 'sent' when id % 100 = 93 then 'undelivered'
            else 'queued' end,
       case when id % 100 = 93 then 'phone_unreachable' end,
       'Mañana no hay clases.', case when id % 3 = 0 then 'en' else 'es' end,
       :batch, 3, 1, :now, :now, :later, case when id % 100 < 94 then :now end,
       case when id % 100 < 94 then :now end, 1, :no
from threads where id % 100 < 95
"""
_RECIPIENTS = """
insert into broadcast_recipients (school_id, broadcast_id, phone_number_id, student_id, children, language, message_id,
                                  left_out, added_at, note)
select t.school_id, :broadcast, t.phone_number_id, t.phone_number_id, {children}, 'es', m.id,
       case when m.id is null then case t.id % 5 when 0 then 'stopped' when 1 then 'landline' else 'no_room' end end,
       :now, ''
from threads t left join messages m on m.thread_id = t.id and m.batch_id = :batch
"""
_ATTEMPTS = """
insert into delivery_attempts (message_id, number, worker, claimed_at)
select id, 1, 'bench', :now from messages where batch_id = :batch and status = 'sent'
"""


def reports(place: Place, families: int = FAMILIES) -> list[Figure]:
    """How long each page takes, whatever the size of the announcement."""
    url = place.new_url("reported")
    token, _ = fill(url, threads=families, messages=1)
    with closing(Database(url)) as database:
        here = _announced(database, families)
    figures = []
    with serving("app.main:create_app", url) as (web, _):
        for name, path in PAGES:
            took = statistics.median(_time(web + here + path, token) for _ in range(ROUNDS)) * 1000
            figures.append(
                Figure(f"{name}, {place.name}", f"{took:.0f} ms", f"< {GOAL_MS} ms", took < GOAL_MS)
            )
    return figures


def _announced(database: Database, families: int) -> str:
    """Nine out of ten have it, some are on their way, some wait, some were left out, in classes of a usual size."""
    now = datetime.now(UTC)
    with database.writing() as session:
        author = session.scalars(select(StaffMember).where(StaffMember.email == OKAFOR.email)).one()
        school = session.get_one(School, author.school_id)
        _seat(session, school, families)
        batch = Batch(school_id=school.id)
        session.add(batch)
        session.flush()
        broadcast = Broadcast(
            school_id=school.id,
            author_id=author.id,
            title="No school on Friday",
            audience=Selection(SelectionKind.SCHOOL).to_json(),
            words={"en": "No school on Friday.", "es": "El viernes no hay clases."},
            state=BroadcastState.SENDING,
            send_at=now,
            not_after=now + timedelta(hours=12),
            batch_id=batch.id,
            expected=families + 500,
            made_at=now,
            changed_at=now,
        )
        session.add(broadcast)
        session.flush()
        values = {
            "batch": batch.id,
            "broadcast": broadcast.id,
            "now": _moment(database, now),
            "later": _moment(database, now + timedelta(hours=12)),
            "no": False,
        }
        children = (
            "json_array(t.phone_number_id)" if database.is_sqlite else "json_build_array(t.phone_number_id)"
        )
        for statement in (_TEXTS, _RECIPIENTS.format(children=children), _ATTEMPTS):
            session.execute(text(statement), values)
        here = f"/announcements/{broadcast.id}"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As it does by itself after so many rows are added.
        connection.execute(text("analyze" if database.is_sqlite else "vacuum analyze"))
    return here


def _moment(database: Database, at: datetime) -> datetime:
    """As a statement that is written out by hand holds it."""
    return at.replace(tzinfo=None) if database.is_sqlite else at


def _seat(session: Session, school: School, families: int) -> None:
    """Every child sits in one class of 25."""
    session.execute(text("delete from enrollments"))
    first = 10_000
    count = families // A_CLASS
    session.execute(
        insert(Section),
        [{"id": first + n, "school_id": school.id, "name": f"Class {n}"} for n in range(count)],
    )
    seats = f"select {first} + (id % {count}), id from students where id >= 10000000"  # noqa: S608 - numbers of our own
    session.execute(text(f"insert into enrollments (section_id, student_id) {seats}"))


def _time(address: str, token: str) -> float:
    began = time.perf_counter()
    answer = httpx.get(address, cookies={"puente_session": token}, trust_env=False, timeout=60)
    took = time.perf_counter() - began
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return took
