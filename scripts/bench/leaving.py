"""Announcements on their way out of a real worker, to the pretend provider."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.claim import BURST
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.thread import Thread
from scripts.bench.crowd import fill
from scripts.bench.dispatch import queue_texts
from scripts.bench.measure import Figure, Place
from tests.support.installation import Installation, Provider, TakenText

FIRST_TEXT_WITHIN, FIRST_EMERGENCY_WITHIN = 5.0, 2.0
TEXTS_OF_ONE, WORKERS, CALLS_EACH = 250, 4, 5
"""So few calls at once in each worker that the machine has cores enough for four of them."""
LATENCY_SECONDS = 0.1
GOAL = 2.5
SLOW_LINE, SLOW_TEXTS = 30.0, 150
GIVE_UP_SECONDS = 120


@contextmanager
def _running(database: Database, **settings: str) -> Iterator[tuple[Installation, Provider]]:
    """The provider at work, and nobody who texts yet."""
    url = database.url.render_as_string(hide_password=False)
    with (
        tempfile.TemporaryDirectory(prefix="puente-bench-") as folder,
        Installation(Path(folder), url, **settings) as installation,
    ):
        provider = installation.start_provider()
        provider.misbehave(drop_callbacks=True)
        yield installation, provider


def first_text(place: Place, database: Database, release: Callable[[], int]) -> Figure:
    """How long after it was sent off the first text of an announcement is with the provider."""
    with database.writing() as session:  # what the baseline has left is of the past, but for one text
        last = session.scalar(select(func.max(Message.id)))
        session.execute(
            update(Message).where(Message.id != last).values(status=DeliveryStatus.DELIVERED, claimed_at=None)
        )
    with _running(database) as (installation, provider), installation.start_worker():
        _wait_until(lambda: len(provider.taken()) > 0)  # the worker is up
        seconds = _seconds_until_it_leaves(database, provider, release)
    name = f"first text of an announcement, {place.name}"
    return Figure(name, f"{seconds:.1f} s", f"<= {FIRST_TEXT_WITHIN:.0f} s", seconds <= FIRST_TEXT_WITHIN)


def first_emergency(place: Place, database: Database, release: Callable[[], int]) -> Figure:
    """The same of an emergency, behind which all that waits in the outbox has to stand back."""
    with database.writing() as session:
        session.execute(
            update(Message).where(Message.kind == MessageKind.BROADCAST).values(kind=MessageKind.TIP)
        )
        waiting = session.scalar(select(func.count()).where(Message.status == DeliveryStatus.QUEUED))
    with _running(database) as (installation, provider), installation.start_worker():
        _wait_until(lambda: len(provider.taken()) > 0)
        seconds = _seconds_until_it_leaves(database, provider, release)
    name = f"an emergency past {waiting} tips, {place.name}"
    return Figure(
        name, f"{seconds:.1f} s", f"<= {FIRST_EMERGENCY_WITHIN:.0f} s", seconds <= FIRST_EMERGENCY_WITHIN
    )


def _seconds_until_it_leaves(database: Database, provider: Provider, release: Callable[[], int]) -> float:
    began = datetime.now(UTC)
    batch_id = release()
    first: list[str] = []

    def has_left() -> bool:
        with database.reading() as session:
            first[:] = session.scalars(
                select(Message.provider_sid).where(
                    Message.batch_id == batch_id, Message.provider_sid.is_not(None)
                )
            )
        return bool(first)

    _wait_until(has_left)
    return min((text.taken_at - began).total_seconds() for text in provider.taken() if text.sid in first)


def four_workers(place: Place) -> list[Figure]:
    """How much more four workers bring out than one, and whether together they keep the rate of a line."""
    if place.name == "SQLite":  # one worker is what it is for
        return []
    rates = [_rate(place, workers) for workers in (1, WORKERS)]
    ratio = rates[1] / rates[0]
    with closing(_outbox(place, "slow", SLOW_TEXTS, per_second=SLOW_LINE)) as database:
        _bring_out(database, WORKERS)
        with database.reading() as session:
            claims = session.scalars(select(DeliveryAttempt.claimed_at).order_by(DeliveryAttempt.id)).all()
    most, may = _most_within_a_second(claims), SLOW_LINE * (1 + BURST.total_seconds()) + 1
    measured = f"{ratio:.2f} x ({rates[1]:.0f}/s to {rates[0]:.0f}/s)"
    return [
        Figure(f"{WORKERS} workers to one, {place.name}", measured, f">= {GOAL} x", ratio >= GOAL),
        Figure(
            f"claims a second on a line of {SLOW_LINE:.0f}/s, {place.name}",
            f"{most} at most",
            f"<= {may:.0f}",
            most <= may,
        ),
    ]


def _rate(place: Place, workers: int) -> float:
    """Texts a second, from the first to the last that the provider took."""
    with closing(_outbox(place, f"by_{workers}", workers * TEXTS_OF_ONE)) as database:
        taken = _bring_out(database, workers)
    # The ends are left out: a worker that starts late or has nothing left says nothing about its rate.
    inner = sorted(text.taken_at for text in taken)[len(taken) // 10 : -len(taken) // 10]
    return (len(inner) - 1) / (inner[-1] - inner[0]).total_seconds()


def _outbox(place: Place, name: str, texts: int, *, per_second: float = 10_000.0) -> Database:
    url = place.new_url(name)
    fill(url, threads=texts, messages=1)
    database = Database(url)
    queue_texts(database, segments_per_second=per_second, due_in=timedelta(hours=1))
    return database


def _bring_out(database: Database, workers: int) -> list[TakenText]:
    """All that waits is with the provider; every worker has started before the first text may leave."""
    with _running(database, PUENTE_WORKER_THREADS=str(CALLS_EACH)) as (installation, provider):
        provider.misbehave(api_latency=LATENCY_SECONDS)
        for _ in range(workers):
            installation.start_worker()
        with database.writing() as session:
            session.execute(
                update(Message)
                .where(Message.status == DeliveryStatus.QUEUED)
                .values(due_at=datetime.now(UTC))
            )
            texts = session.scalar(select(func.count(Thread.id)))
        _wait_until(lambda: len(provider.taken()) == texts)
        return provider.taken()


def _most_within_a_second(moments: Sequence[datetime]) -> int:
    return max(
        sum(begins <= other < begins + timedelta(seconds=1) for other in moments) for begins in moments
    )


def _wait_until(holds: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while not holds():
        if time.monotonic() > give_up_at:
            raise RuntimeError("it did not come within two minutes")
        time.sleep(0.05)
