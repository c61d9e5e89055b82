"""The worker: claims for idle threads, hands over, and lets its calls end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.calls.caller import Caller
from app.foundation.database import Database
from app.gateway.port import Accepted, OutgoingText, SendResult
from app.interpreting.engine_room import EngineRoom
from app.interpreting.trust import Trust
from app.messages.attempt import DeliveryAttempt
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.recovery import mark_stalled
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.sms.phrase_bank import PhraseBank
from app.worker import Dispatcher, build_posts, build_scheduler
from tests.support.calls import FakeVoice, calling
from tests.support.cast import (
    LEE,
    MAYA,
    NOON,
    UNKNOWN_AFTER,
    FakeGateway,
    delivery,
    incoming,
    look_up,
    new_sid,
    text_in,
)

S = DeliveryStatus
PATIENCE_SECONDS = 10


def fill_outbox(town: Database, count: int) -> None:
    with town.writing() as session:
        session.execute(update(PhoneLine).values(segments_per_second=10_000))
        session.execute(update(School).values(hourly_cap=10_000))
        text_in(session, incoming(MAYA, "Hello"), now=NOON)
        cast, thread = look_up(session), session.scalars(select(Thread)).one()
        for number in range(count):
            enqueue(
                session,
                cast.school,
                thread,
                f"Text {number}",
                kind=MessageKind.REPLY,
                author=cast.staff[LEE],
                now=NOON,
            )


def counts(town: Database) -> dict[DeliveryStatus, int]:
    with town.reading() as session:
        rows = session.execute(select(Message.status, func.count()).group_by(Message.status)).all()
        return {status: count for status, count in rows if status is not S.RECEIVED}


@contextmanager
def dispatcher(town: Database, gateway: FakeGateway, *, threads: int = 3) -> Iterator[Dispatcher]:
    works = Dispatcher(delivery(town, gateway, lambda: NOON), name="host:1", threads=threads)
    try:
        yield works
    finally:
        works.stop()


def test_everything_that_may_leave_is_handed_over_once(town: Database) -> None:
    fill_outbox(town, 20)
    gateway = FakeGateway()
    with dispatcher(town, gateway) as works:
        works.dispatch()
    assert counts(town) == {S.ACCEPTED: 20}
    assert sorted(t.body for t in gateway.sent) == sorted(f"Text {n}" for n in range(20))


def test_no_more_is_claimed_than_threads_are_idle_so_that_a_stop_overtakes_the_rest(town: Database) -> None:
    fill_outbox(town, 8)
    go_on, under_way = threading.Event(), threading.Semaphore(0)

    def answer(_text: OutgoingText) -> SendResult:
        under_way.release()
        assert go_on.wait(PATIENCE_SECONDS)
        return Accepted(new_sid(), "queued")

    gateway = FakeGateway(answer)
    with dispatcher(town, gateway, threads=3) as works:
        beat = threading.Thread(target=works.dispatch)
        beat.start()
        for _ in range(3):
            assert under_way.acquire(timeout=PATIENCE_SECONDS)
        assert counts(town) == {S.SENDING: 3, S.QUEUED: 5}
        with town.writing() as session:
            text_in(session, incoming(MAYA, "STOP"), now=NOON)
        go_on.set()
        beat.join()
    assert counts(town) == {S.ACCEPTED: 3, S.SUPPRESSED: 5}
    assert len(gateway.sent) == 3


def test_a_call_that_fails_in_our_own_code_leaves_a_text_of_unknown_outcome_and_stops_nobody(
    town: Database,
) -> None:
    fill_outbox(town, 4)

    def answer(text: OutgoingText) -> SendResult:
        if text.body == "Text 1":
            message = "a fault of our own"
            raise ZeroDivisionError(message)
        return Accepted(new_sid(), "queued")

    gateway = FakeGateway(answer)
    with dispatcher(town, gateway) as works:
        works.dispatch()
        works.stop()
        assert counts(town) == {S.ACCEPTED: 3, S.SENDING: 1}
        with town.writing() as session:
            mark_stalled(session, unknown_after=UNKNOWN_AFTER, now=NOON + timedelta(minutes=2))
    assert counts(town) == {S.ACCEPTED: 3, S.UNKNOWN: 1}
    assert len(gateway.sent) == 4


def test_a_worker_that_is_told_to_stop_claims_nothing_more_and_lets_its_calls_end(town: Database) -> None:
    fill_outbox(town, 6)
    go_on, under_way = threading.Event(), threading.Semaphore(0)

    def answer(_text: OutgoingText) -> SendResult:
        under_way.release()
        assert go_on.wait(PATIENCE_SECONDS)
        return Accepted(new_sid(), "queued")

    with dispatcher(town, FakeGateway(answer), threads=2) as works:
        beat = threading.Thread(target=works.dispatch)
        beat.start()
        for _ in range(2):
            assert under_way.acquire(timeout=PATIENCE_SECONDS)
        works.is_stopping.set()
        go_on.set()
        beat.join()
    assert counts(town) == {S.ACCEPTED: 2, S.QUEUED: 4}


@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_over_one_outbox_send_every_text_once(postgres_town: Database, workers: int) -> None:
    fill_outbox(postgres_town, 60)
    gateway = FakeGateway()
    parts = delivery(postgres_town, gateway, lambda: NOON)
    crowd = [Dispatcher(parts, name=f"host:{n}", threads=3) for n in range(workers)]

    def work(one: Dispatcher) -> Callable[[], None]:
        def run() -> None:
            while counts(postgres_town).get(S.QUEUED):
                one.dispatch()

        return run

    threads = [threading.Thread(target=work(one)) for one in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in crowd:
        one.stop()
    assert counts(postgres_town) == {S.ACCEPTED: 60}
    assert sorted(t.body for t in gateway.sent) == sorted(f"Text {n}" for n in range(60))
    with postgres_town.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryAttempt)) == 60


def test_no_job_ever_runs_beside_itself_and_none_is_dropped_for_being_late(town: Database) -> None:
    with dispatcher(town, FakeGateway()) as works:
        room = EngineRoom(town, None, works.delivery.clock)
        caller = Caller(calling(town, FakeVoice(), lambda: NOON))
        scheduler = build_scheduler(works, caller, room, Trust(PhraseBank.load()), build_posts())
        scheduler.start(paused=True)
        jobs = scheduler.get_jobs()
        assert {job.id for job in jobs} == {
            "dispatch",
            "recover",
            "pictures",
            "incoming",
            "translate",
            "forget",
            "plan tips",
            "send tips",
            "send ideas",
            "send event texts",
            "hand over broadcasts",
            "mark cancelled",
            "fill places",
            "call unreached",
            "place calls",
            "recover calls",
        }
        assert {job.max_instances for job in jobs} == {1}
        assert {(job.coalesce, job.misfire_grace_time) for job in jobs} == {(True, None)}
        scheduler.shutdown()
        caller.stop()
