"""The school year: planning a week, filling the outbox and sending what is due, against bare bulk inserts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from app.demo.cast import OKAFOR
from app.foundation.database import Base, Database
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue_many
from app.messages.text_to_send import Destination, TextToSend
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.staff.staff_member import StaffMember
from app.tips.curriculum import Curriculum
from app.tips.delivery import PlannedWeek, TipDelivery
from app.tips.plan import plan_weeks
from app.tips.send_due import send_due
from app.tips.tracks import open_track, run_track
from app.worker import build_posts
from scripts.bench.crowd import fill
from scripts.bench.measure import Figure, Place, median_ratio

CHILDREN = 50_000
"""Of a district, planned by one process."""
FAMILIES = 2_000
ROUNDS = 3
ROWS_PER_COMMIT = 500
ALL_AT_ONCE = 1_000_000
PLAN_GOAL, OUTBOX_GOAL, SEND_GOAL = 3.0, 3.0, 15.0
ZONE = ZoneInfo("America/Los_Angeles")
MONDAY = date(2026, 1, 12)
SUNDAY_NOON = datetime(2026, 1, 11, 12, tzinfo=ZONE).astimezone(UTC)
WORDS = "No hay clases mañana viernes 13. Nos vemos el lunes a las 8:30 en la entrada de la escuela."

Row = dict[str, Any]
T = TypeVar("T")


def tips(place: Place) -> list[Figure]:
    """What the rules cost beyond storing the rows that come of them."""
    with closing(_school_of(place.new_url("district"), CHILDREN)) as district:
        figures = [_planning(district, place)]
    with closing(_school_of(place.new_url("tips"), FAMILIES)) as school:
        return [*figures, _outbox(school, place), _sending(school, place)]


def _school_of(url: str, families: int) -> Database:
    """One child each, of the second grade, whose ideas run."""
    fill(url, threads=families, messages=1)
    database = Database(url)
    with database.writing() as session:
        _begin_year(session)
    return database


def _begin_year(session: Session) -> None:
    school = _school(session)
    by = session.scalars(select(StaffMember).where(StaffMember.email == OKAFOR.email)).one()
    set_calendar(session, school, date(2025, 9, 2), date(2026, 6, 18), ())
    band = next(band for band in Curriculum.load().bands if "2" in band.grades)
    track = open_track(session, school, band, by=by, now=SUNDAY_NOON)
    run_track(session, school, track.id, by=by, now=SUNDAY_NOON)


def _planning(database: Database, place: Place) -> Figure:
    ours, bare = [], []
    rows: list[Row] = []
    for _ in range(ROUNDS):
        _forget_plans(database)
        ours.append(_seconds(lambda: plan_weeks(database, clock=lambda: SUNDAY_NOON)))
        rows = _rows_of(database, TipDelivery)
        _forget_plans(database)
        bare.append(_insert(database, TipDelivery, rows))
    _forget_plans(database)
    return _figure(f"planning a week for {CHILDREN} children", place, ours, bare, len(rows), PLAN_GOAL)


def _outbox(database: Database, place: Place) -> Figure:
    """The same words to every family, as an announcement brings them."""
    with database.reading() as session:
        school = _school(session)
        places = session.execute(
            select(Thread.id, Thread.phone_number_id, Thread.line_id, PhoneNumber.e164).join(
                PhoneNumber, PhoneNumber.id == Thread.phone_number_id
            )
        )
        letters = [(Destination(*found), TextToSend(WORDS, MessageKind.EVENT)) for found in places]

    def enqueue_all() -> None:
        for some in _some_at_a_time(letters):
            with database.writing() as session:
                enqueue_many(session, school, some, now=SUNDAY_NOON)

    ours, bare = [], []
    for _ in range(ROUNDS):
        newest = _newest(database)
        ours.append(_seconds(enqueue_all))
        bare.append(_insert_again(database, newest))
    return _figure(f"one text to {FAMILIES} families", place, ours, bare, len(letters), OUTBOX_GOAL)


def _sending(database: Database, place: Place) -> Figure:
    """Deciding, wording and enqueuing the tips of three days."""
    plan_weeks(database, clock=lambda: SUNDAY_NOON)
    post = build_posts().tips
    ours, bare, sent = [], [], 0
    for days in (0, 2, 4):
        evening = datetime.combine(MONDAY + timedelta(days=days), time(18), ZONE).astimezone(UTC)
        newest = _newest(database)
        ours.append(
            _seconds(lambda: send_due(database, post, clock=lambda: evening, most_waiting=ALL_AT_ONCE))  # noqa: B023 - run at once
        )
        sent = len(_rows_of(database, Message, after=newest))
        bare.append(_insert_again(database, newest))
    return _figure(f"tips of an evening to {FAMILIES} families", place, ours, bare, sent, SEND_GOAL)


def _insert_again(database: Database, newest: int) -> float:
    """How long storing alone takes of what has been added to the messages since; it is not left there twice."""
    rows = _rows_of(database, Message, after=newest)
    seconds = _insert(database, Message, [{**row, "id": row["id"] + len(rows)} for row in rows])
    with database.writing() as session:
        session.execute(delete(Message).where(Message.id > newest + len(rows)))
    return seconds


def _insert(database: Database, kind: type[Base], rows: Sequence[Row]) -> float:
    statement = insert(cast("Table", kind.__table__))

    def insert_all() -> None:
        for some in _some_at_a_time(rows):
            with database.engine.begin() as connection:
                connection.execute(statement, some)

    return _seconds(insert_all)


def _some_at_a_time(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), ROWS_PER_COMMIT):
        yield things[start : start + ROWS_PER_COMMIT]


def _rows_of(database: Database, kind: type[Base], *, after: int = 0) -> list[Row]:
    table = cast("Table", kind.__table__)
    with database.reading() as session:
        return [dict(row) for row in session.execute(select(table).where(table.c.id > after)).mappings()]


def _newest(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Message.id).order_by(Message.id.desc()).limit(1)).one()


def _forget_plans(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(TipDelivery))
        session.execute(delete(PlannedWeek))


def _school(session: Session) -> School:
    return session.scalars(select(School)).one()


def _seconds(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def _figure(name: str, place: Place, ours: list[float], bare: list[float], rows: int, goal: float) -> Figure:
    ratio = median_ratio(ours, bare)
    measured = f"{ratio:.2f} x ({rows / min(ours):.0f}/s to {rows / min(bare):.0f}/s)"
    return Figure(f"{name}, {place.name}", measured, f"<= {goal:.0f} x", ratio <= goal)
