"""Several workers at one PostgreSQL, and families that ask to stop while they work."""

import random
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import CarrierBlock
from app.consent.record import Evidence, opt_in
from app.demo.cast import Cast
from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.batch import Batch
from app.messages.claim import BURST, Claimed, claim
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from tests.support.cancelling import claimed_during_a_cancel
from tests.support.cast import (
    CARMEN,
    JORGE,
    LEE,
    MAIN,
    MAYA,
    MS_LEE,
    NOON,
    ORTEGAS,
    incoming,
    look_up,
    text_in,
)
from tests.support.together import together

S = DeliveryStatus
FAMILIES = (MAYA, CARMEN, JORGE, ORTEGAS)


def prepare(town: Database, *, rate: float = 10_000, cap: int = 100_000) -> None:
    with town.writing() as session:
        session.execute(update(PhoneLine).values(segments_per_second=rate))
        session.execute(update(School).values(hourly_cap=cap))


def thread_of(session: Session, cast: Cast, number: str) -> Thread:
    return open_thread(
        session,
        school_id=cast.school.id,
        phone_number_id=cast.phones[number].id,
        inbox_id=cast.inboxes[MS_LEE].id,
        now=NOON,
    )


def enqueue_for(
    town: Database, numbers: list[str], *, now: datetime = NOON, body: str = "Hello", spread: bool = False
) -> set[int]:
    """One text for each number named, on the lines in turn if they are spread; returns their ids."""
    with town.writing() as session:
        cast = look_up(session)
        lines = session.scalars(select(PhoneLine.id).order_by(PhoneLine.id)).all()
        ids = set()
        for place, number in enumerate(numbers):
            message = enqueue(
                session,
                cast.school,
                thread_of(session, cast, number),
                body,
                kind=MessageKind.REPLY,
                author=cast.staff[LEE],
                now=now,
            )
            if spread:
                message.line_id = lines[place % len(lines)]
            ids.add(message.id)
        return ids


def claim_some(town: Database, *, limit: int, now: datetime = NOON) -> list[Claimed]:
    with town.writing() as session:
        return claim(session, worker="w", limit=limit, now=now)


def test_four_workers_never_take_the_same_text(postgres_town: Database) -> None:
    prepare(postgres_town)
    wanted = enqueue_for(postgres_town, [*FAMILIES] * 20, spread=True)
    taken: list[int] = []

    def work() -> None:
        until = time.monotonic() + 20
        while len(taken) < len(wanted) and time.monotonic() < until:
            taken.extend(c.message_id for c in claim_some(postgres_town, limit=7))

    together(work, work, work, work)
    assert sorted(taken) == sorted(wanted)
    with postgres_town.reading() as session:
        attempts = session.execute(select(DeliveryAttempt.message_id, DeliveryAttempt.number)).all()
        assert sorted(attempts) == [(message_id, 1) for message_id in sorted(wanted)]


def test_four_workers_together_keep_the_rate_of_a_line(postgres_town: Database) -> None:
    rate = 30.0
    prepare(postgres_town, rate=rate)
    enqueue_for(postgres_town, [MAYA, CARMEN] * 30, body="x" * 200)  # two segments each
    began = postgres_town.time()
    later = began + timedelta(days=1)
    with postgres_town.writing() as session:
        session.execute(update(Message).values(due_at=began, not_after=later, any_time_until=later))

    def work() -> None:
        while (now := postgres_town.time()) < began + timedelta(seconds=1.2):
            claim_some(postgres_town, limit=3, now=now)

    together(work, work, work, work)
    with postgres_town.reading() as session:
        rows = session.execute(
            select(Message.claimed_at, Message.segments, PhoneLine.e164)
            .join(PhoneLine, PhoneLine.id == Message.line_id)
            .where(Message.claimed_at.is_not(None))
            .order_by(Message.claimed_at, Message.id)
        ).all()
    assert {line for _, _, line in rows} == {MAIN}
    moments = [(at, segments) for at, segments, _ in rows if at is not None]
    assert sum(segments for _, segments in moments) >= 1.2 * rate, "and it is used"
    for first, (start, _) in enumerate(moments):
        segments = 0
        for moment, size in moments[first:]:
            # What was claimed before the last text fits the time that has passed and the permitted head start.
            # Workers read the clock a moment before they get the line, so a little is allowed for that.
            allowed = rate * ((moment - start) + BURST + timedelta(milliseconds=100)).total_seconds()
            assert segments <= allowed + 1e-6
            segments += size


def test_workers_at_different_lines_keep_the_hourly_cap_of_one_number(postgres_town: Database) -> None:
    prepare(postgres_town, cap=5)
    for hour in range(5):
        now = NOON + timedelta(hours=hour, seconds=hour)
        enqueue_for(postgres_town, [MAYA] * 12, now=now, spread=True)
        work = partial(claim_some, postgres_town, limit=4, now=now)
        for _ in range(3):  # whoever finds the number taken looks again at the next beat
            together(work, work, work)
        with postgres_town.writing() as session:
            statuses = session.scalars(select(Message.status).where(Message.status != S.CANCELLED)).all()
            assert sorted(statuses) == [S.HELD] * 7 + [S.SENDING] * 5
            session.execute(update(Message).values(status=S.CANCELLED))


def race(town: Database, number: str, pauses: tuple[float, float, float]) -> list[Claimed]:
    """The family texts STOP while two workers claim; returns what they took for it after the stop was committed."""
    too_late: list[Claimed] = []
    has_stopped = threading.Event()
    for_the_stop, *for_the_workers = pauses

    def stop() -> None:
        time.sleep(for_the_stop)
        with town.writing() as session:
            text_in(session, incoming(number, "STOP"), now=NOON)
        has_stopped.set()

    def work(pause: float) -> None:
        time.sleep(pause)
        for _ in range(5):
            is_late = has_stopped.is_set()
            taken = claim_some(town, limit=1)
            too_late.extend(c for c in taken if is_late and c.to == number)

    together(stop, *(partial(work, pause) for pause in for_the_workers))
    return too_late


def test_no_text_is_claimed_once_a_stop_has_been_committed(postgres_town: Database) -> None:
    """STOP against two workers, over and over, and nobody ever stands in another's way for good."""
    prepare(postgres_town)
    chance = random.Random(11)
    evidence = Evidence(ConsentChannel.PAPER)
    outcomes: Counter[DeliveryStatus] = Counter()
    for turn in range(30):
        number = FAMILIES[turn % len(FAMILIES)]
        wanted = enqueue_for(postgres_town, [number] * 5, spread=True)
        pauses = (chance.uniform(0, 0.04), chance.uniform(0, 0.01), chance.uniform(0, 0.01))
        assert race(postgres_town, number, pauses) == []
        assert claim_some(postgres_town, limit=99) == []
        with postgres_town.writing() as session:
            statuses = session.scalars(select(Message.status).where(Message.id.in_(wanted))).all()
            outcomes.update(statuses)
            opt_in(session, session.scalars(select(School)).one(), number, evidence, now=NOON)
            session.execute(delete(CarrierBlock))
    assert set(outcomes) == {S.SENDING, S.SUPPRESSED}, (
        "each side must win some races for this to mean anything"
    )


def test_what_somebody_is_just_cancelling_does_not_leave_before_that_is_committed(
    postgres_town: Database,
) -> None:
    (wanted,) = enqueue_for(postgres_town, [MAYA])
    with postgres_town.writing() as session:
        batch = Batch(school_id=look_up(session).school.id)
        session.add(batch)
        session.flush()
        session.get_one(Message, wanted).batch_id = batch.id
    work = partial(claim_some, postgres_town, limit=5)
    assert claimed_during_a_cancel(postgres_town, batch.id, work) == []
