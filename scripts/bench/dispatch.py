"""Texts going out: one real worker against a provider that takes 100 ms for every text."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, insert, select, update

from app.foundation.database import Database
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from scripts.bench.crowd import fill
from scripts.bench.measure import ACCOUNT_SID, TOKEN, Figure, Place, resident_mb
from tests.support.servers import free_port, start_simulator, start_web, start_worker

TEXTS = 800
THREADS = 10
LATENCY_SECONDS = 0.1
GOAL = 0.8
MOST_MB = 200


def dispatch(place: Place) -> list[Figure]:
    """How near one worker comes to its threads' best, and how much memory worker and web take meanwhile."""
    url = place.new_url("dispatch")
    token, _ = fill(url, threads=TEXTS)
    port, provider_port = free_port(), free_port()
    settings = {
        "PUENTE_DATABASE_URL": url,
        "PUENTE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PUENTE_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "PUENTE_TWILIO_AUTH_TOKENS": TOKEN,
        "PUENTE_TWILIO_API_URL": f"http://127.0.0.1:{provider_port}",
        "PUENTE_SECRET_KEY": token,
        "PUENTE_WORKER_THREADS": str(THREADS),
    }
    with tempfile.TemporaryDirectory(prefix="puente-bench-") as name:
        folder = Path(name)
        product = ("--no-fates", "--product-url", settings["PUENTE_PUBLIC_URL"])
        with (
            start_simulator(folder, settings, *product, port=provider_port) as provider,
            start_web(folder, settings, port=port) as web,
        ):
            httpx.post(
                f"{provider.url}/control/faults",
                json={"api_latency": LATENCY_SECONDS, "drop_callbacks": True},
                trust_env=False,
            ).raise_for_status()
            database = Database(url)
            with start_worker(folder, settings) as worker:
                queue_texts(database)
                rate = _rate(database)
                worker_mb, web_mb = resident_mb(worker.pid), resident_mb(web.pid)
            database.close()
    best = THREADS / LATENCY_SECONDS
    ratio = rate / best
    measured = f"{ratio:.2f} x ({rate:.0f}/s of {best:.0f}/s)"
    return [
        Figure(f"dispatch, {place.name}", measured, f">= {GOAL} x", ratio >= GOAL),
        _memory(f"worker resident, {place.name}", worker_mb),
        _memory(f"web resident, {place.name}", web_mb),
    ]


def _memory(name: str, megabytes: float) -> Figure:
    return Figure(name, f"{megabytes:.0f} MB", f"< {MOST_MB} MB", megabytes < MOST_MB)


def queue_texts(
    database: Database, *, segments_per_second: float = 10_000.0, due_in: timedelta = timedelta()
) -> None:
    """A text for every thread, on a line as fast as one likes."""
    now = datetime.now(UTC) + due_in
    with database.writing() as session:
        session.execute(update(PhoneLine).values(segments_per_second=segments_per_second, next_free_at=None))
        threads = session.scalars(select(Thread)).all()
        session.execute(
            insert(Message),
            [
                {
                    "school_id": thread.school_id,
                    "thread_id": thread.id,
                    "phone_number_id": thread.phone_number_id,
                    "line_id": thread.line_id,
                    "direction": Direction.OUT,
                    "kind": MessageKind.AUTO_REPLY,
                    "status": DeliveryStatus.QUEUED,
                    "body": f"Mañana no hay clases ({thread.id})",
                    "created_at": now,
                    "due_at": now,
                    "not_after": now + timedelta(hours=1),
                    "any_time_until": now + timedelta(hours=1),
                }
                for thread in threads
            ],
        )


def _rate(database: Database) -> float:
    """Texts a second from the first to the last, read off the database so that nothing else counts."""
    waiting = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.direction == Direction.OUT,
            Message.status.in_([DeliveryStatus.QUEUED, DeliveryStatus.SENDING]),
        )
    )
    began, give_up_at = None, time.monotonic() + 120
    while time.monotonic() < give_up_at:
        with database.reading() as session:
            left = session.scalar(waiting) or 0
        if began is None and left < TEXTS:
            began, at_first = time.monotonic(), left
        if left == 0 and began is not None:
            return at_first / (time.monotonic() - began)
        time.sleep(0.05)
    raise RuntimeError("the worker did not finish in two minutes")
