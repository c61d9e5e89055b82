"""Announcements: handing one to a district, its first text, an emergency that passes all, and four workers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, BroadcastState, Topic, Urgency
from app.broadcasts.recipient import BroadcastRecipient
from app.demo.cast import OKAFOR
from app.foundation.database import Base, Database
from app.interpreting.translation import Translation
from app.messages.batch import Batch
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.guardian import Guardian
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.schools.school import School
from app.staff.staff_member import StaffMember
from scripts.bench.crowd import fill
from scripts.bench.leaving import first_emergency, first_text, four_workers
from scripts.bench.measure import Figure, Place

PHONES, SOME_PHONES = 100_000, 20_000
"""All of a large district; and what shows the same in a tenth of the time."""
IN_DANGER = 1_000
PAGE = 500
GOAL = 3.0
MOST_MB = 250
WORDS = {
    "en": "No school on Friday, November 13. {child} and all of us meet again on Monday at 8:30.",
    "es": "No hay clases el viernes 13 de noviembre. {child} y todos nos vemos el lunes a las 8:30.",
}
EVERYBODY, THOSE_IN_DANGER = ("2", "3"), ("3",)
"""Grades."""
MIDNIGHT, LAST_MOMENT = time(0), time(23, 59, 59, 999999)

Row = dict[str, Any]


def broadcasts(place: Place, *, is_full: bool = False) -> list[Figure]:
    """What the rules cost beyond storing the rows that come of them, and how soon the first text is out."""
    phones = PHONES if is_full else SOME_PHONES
    ours_url, bare_url = place.new_url("announced"), place.new_url("bare")
    with closing(_district(ours_url, phones)) as ours, closing(_district(bare_url, phones)) as bare:
        for database in (ours, bare):
            release(database, EVERYBODY)
        figures = _fan_out(place, ours_url, ours, bare)
        figures.append(first_emergency(place, ours, lambda: release(ours, THOSE_IN_DANGER, is_snow=True)))
        figures.append(first_text(place, bare, lambda: release(bare, EVERYBODY)))
    return figures + four_workers(place)


def _fan_out(place: Place, ours_url: str, ours: Database, bare: Database) -> list[Figure]:
    measured = _hand_over_apart(ours_url)
    rows = _count(ours, BroadcastRecipient)
    bare_seconds = sum(_store(bare, page) for page in _pages(ours))
    _count_on(bare)
    ratio = measured["seconds"] / bare_seconds
    words = f"{ratio:.2f} x ({rows / measured['seconds']:.0f}/s to {rows / bare_seconds:.0f}/s)"
    grown = measured["mb"] - measured["mb_early"]
    return [
        Figure(f"an announcement to {rows} phones, {place.name}", words, f"<= {GOAL:.0f} x", ratio <= GOAL),
        Figure(
            f"memory of handing it over, {place.name}",
            f"{measured['mb']:.0f} MB, {grown:+.0f} MB since a tenth",
            f"< {MOST_MB} MB",
            measured["mb"] < MOST_MB,
        ),
    ]


def _district(url: str, phones: int) -> Database:
    """Families whom nobody has texted yet: every second one reads English, every tenth has hours of its own."""
    fill(url, threads=phones, messages=0)
    database = Database(url)
    with database.writing() as session:
        for kind in (Message, Thread):
            session.execute(delete(kind))
        session.execute(update(Guardian).where(Guardian.id % 2 == 0).values(language="en"))
        session.execute(
            update(PhoneNumber)
            .where(PhoneNumber.id % 10 == 0)
            .values(texts_from=time(0, 1), texts_until=time(23, 59))
        )
        in_danger = (
            select(Student.id).where(Student.grade == "2").order_by(Student.id.desc()).limit(IN_DANGER)
        )
        session.execute(update(Student).where(Student.id.in_(in_danger.scalar_subquery())).values(grade="3"))
        session.execute(update(School).values(texting_from=MIDNIGHT, texting_until=LAST_MOMENT))
    return database


def release(database: Database, grades: tuple[str, ...], *, is_snow: bool = False) -> int:
    """An announcement in two languages, with names, due now; returns what it leaves with."""
    now = datetime.now(UTC)
    with database.writing() as session:
        school = session.scalars(select(School)).one()
        author = session.scalars(select(StaffMember).where(StaffMember.email == OKAFOR.email)).one()
        batch = Batch(school_id=school.id)
        session.add(batch)
        session.flush()
        session.add(
            Broadcast(
                school_id=school.id,
                author_id=author.id,
                title="No school",
                urgency=Urgency.EMERGENCY if is_snow else Urgency.ORDINARY,
                topic=Topic.WEATHER if is_snow else None,
                audience=Selection(SelectionKind.GRADES, grades).to_json(),
                words=WORDS,
                in_own_hours=True,
                send_at=now,
                not_after=now + timedelta(hours=12),
                state=BroadcastState.SCHEDULED,
                batch_id=batch.id,
                made_at=now,
                changed_at=now,
            )
        )
        return batch.id


def _hand_over_apart(url: str) -> dict[str, float]:
    """By a process that does nothing else, which tells how long it took and how much memory."""
    command = [sys.executable, "-m", "scripts.bench.hand_over", url]
    told = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).resolve().parents[2])
    answer: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return answer


def _pages(database: Database) -> Iterator[list[tuple[Table, list[Row]]]]:
    """What came of the announcement, in the pieces in which it was committed."""
    after = 0
    recipient, message = (cast("Table", kind.__table__) for kind in (BroadcastRecipient, Message))
    while True:
        with database.reading() as session:
            told = _rows(session, recipient, recipient.c.id > after, limit=PAGE)
            texts = [row["message_id"] for row in told if row["message_id"] is not None]
            messages = _rows(session, message, message.c.id.in_(texts))
            translation, thread = (cast("Table", kind.__table__) for kind in (Translation, Thread))
            threads = _rows(session, thread, thread.c.id.in_([row["thread_id"] for row in messages]))
            beside = _rows(session, translation, translation.c.message_id.in_(texts))
        if not told:
            return
        after = told[-1]["id"]
        yield [(thread, threads), (message, messages), (translation, beside), (recipient, told)]


def _rows(session: Session, table: Table, *which: ColumnElement[bool], limit: int | None = None) -> list[Row]:
    found = session.execute(select(table).where(*which).order_by(table.c.id).limit(limit))
    return [dict(row) for row in found.mappings()]


def _store(database: Database, page: list[tuple[Table, list[Row]]]) -> float:
    began = perf_counter()
    with database.engine.begin() as connection:
        for table, rows in page:
            connection.execute(insert(table), rows)
    return perf_counter() - began


def _count_on(database: Database) -> None:
    """The next rows get ids beyond those that were brought along."""
    if database.is_sqlite:
        return
    with database.writing() as session:
        for kind in (Thread, Message, Translation, BroadcastRecipient):
            table = cast("Table", kind.__table__)
            sequence = func.pg_get_serial_sequence(table.name, "id")
            session.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))


def _count(database: Database, kind: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0
