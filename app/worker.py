"""The worker: hands texts over, finds out what became of them, has them translated, and sends what is due by itself.

APScheduler only beats time. What is due stands in rows; a job asks the rows. Any number of workers may run.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor as JobThreads
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms this process uses
from app.broadcasts.answers.places import fill_places
from app.broadcasts.calling import CallPost, call_unreached
from app.broadcasts.drills import is_of_drill
from app.broadcasts.sending.cancel import mark_cancelled
from app.broadcasts.sending.fan_out import hand_over_due
from app.broadcasts.sending.post import BroadcastPost
from app.calls.caller import THREADS as CALL_THREADS
from app.calls.caller import Caller
from app.calls.placing import Calling
from app.events.board.who_stands import guests_who_stand
from app.events.sending.reserved import reserved
from app.events.sending.send_due import EventPost
from app.events.sending.send_due import send_due as send_event_texts
from app.foundation.clock import SharedClock, pause_seconds
from app.foundation.database import Database
from app.foundation.logging import get_logger
from app.foundation.settings import Settings
from app.gateway.twilio import TwilioGateway
from app.gateway.twilio_voice import TwilioVoice
from app.inbox.inboxes_of_students import inboxes_of_students
from app.interpreting.engine_room import EngineRoom, translate_waiting
from app.interpreting.incoming import look_at_incoming
from app.interpreting.requests import forget_old_requests
from app.interpreting.trust import Trust
from app.messages.claim import Claimed, claim
from app.messages.delivery import Delivery, Result, hand_over, record_results
from app.messages.fetch_pictures import fetch_pictures
from app.messages.recovery import mark_stalled, resolve_unknown
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.phrase_bank import PhraseBank
from app.tips.ideas.send import send_ideas
from app.tips.plan import plan_weeks
from app.tips.send_due import TipPost
from app.tips.send_due import send_due as send_tips
from app.translation.detect import language_of
from app.translation.engines import engine_from

log = get_logger(__name__)

JOBS = 15
"""They may all need a connection at once."""
LOOK_EVERY_SECONDS = 0.4
CALL_EVERY_SECONDS = 0.25
"""A line takes one call a second."""
GATHER_SECONDS = 0.006
"""How long a thread that has come free waits for others, so that one commit records and one claim serves several."""
WAIT_FOR_CALLS_SECONDS = 45
"""Longer than a whole call to the provider: a worker that is told to stop lets its calls end."""


@dataclass
class Dispatcher:
    """Claims texts for idle threads and nothing beyond, so that a STOP can overtake all but the calls in flight."""

    delivery: Delivery
    name: str
    threads: int
    pool: ThreadPoolExecutor = field(init=False)
    in_flight: set[Future[Result | None]] = field(default_factory=set)
    is_stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="deliver")

    def dispatch(self) -> None:
        """Everything that may leave now is on its way, as fast as threads come free."""
        while not self.is_stopping.is_set():
            self._record_finished()
            idle = self.threads - len(self.in_flight)
            if idle:
                self.in_flight |= {self.pool.submit(self._hand_over, text) for text in self._claim(idle)}
            if not self.in_flight:
                return
            wait(self.in_flight, timeout=LOOK_EVERY_SECONDS, return_when=FIRST_COMPLETED)
            pause_seconds(GATHER_SECONDS)

    def stop(self) -> None:
        """Nothing more is claimed, and calls under way have ended and are recorded."""
        self.is_stopping.set()
        wait(self.in_flight, timeout=WAIT_FOR_CALLS_SECONDS)
        self._record_finished()
        self.pool.shutdown(wait=False)

    def _claim(self, limit: int) -> list[Claimed]:
        with self.delivery.database.writing() as session:
            return claim(session, worker=self.name, limit=limit, now=self.delivery.clock())

    def _hand_over(self, text: Claimed) -> Result | None:
        try:
            return text, hand_over(self.delivery, text)
        except Exception:
            # The text stays `sending` and becomes `unknown` when its time is up: never sent again by itself.
            log.exception("delivery_failed", message_id=text.message_id)
            return None

    def _record_finished(self) -> None:
        finished = {call for call in self.in_flight if call.done()}
        results = [result for call in finished if (result := call.result()) is not None]
        if results:
            record_results(self.delivery, results)
        self.in_flight -= finished


def build_gateway(settings: Settings) -> TwilioGateway:
    """The account that texts leave and calls are placed from."""
    return TwilioGateway(
        account_sid=settings.twilio_account_sid,
        username=settings.twilio_api_key or settings.twilio_account_sid,
        password=settings.twilio_api_secret.get_secret_value() or (settings.auth_tokens or ("",))[0],
        api_url=settings.twilio_api_url,
        messaging_service_sid=settings.twilio_messaging_service_sid or None,
        read_timeout_seconds=settings.twilio_read_timeout_seconds,
    )


def build_delivery(settings: Settings, database: Database, gateway: TwilioGateway) -> Delivery:
    """The real parts behind handing over texts."""
    return Delivery(
        database=database,
        gateway=gateway,
        clock=SharedClock(database.time),
        public_url=settings.public_url,
        unknown_after=timedelta(seconds=settings.unknown_after_seconds),
    )


def build_calling(settings: Settings, database: Database, gateway: TwilioGateway) -> Calling:
    """The real parts behind placing calls."""
    return Calling(
        database=database,
        voice=TwilioVoice(gateway, settings.voices),
        catalog=Catalog.load(),
        clock=SharedClock(database.time),
        public_url=settings.public_url,
        unknown_after=timedelta(seconds=settings.unknown_after_seconds),
        at_once=settings.calls_at_once,
    )


def build_engine_room(settings: Settings, delivery: Delivery) -> EngineRoom:
    """The real parts behind translating."""
    engine = engine_from(
        url=settings.translation_url,
        engine=settings.translation_engine,
        key=settings.translation_key.get_secret_value(),
        name=settings.translation_name,
        timeout_seconds=settings.translation_timeout_seconds,
    )
    return EngineRoom(delivery.database, engine, delivery.clock)


@dataclass(frozen=True)
class Posts:
    """What the practices need that send by themselves."""

    tips: TipPost
    events: EventPost
    broadcasts: BroadcastPost


def build_posts() -> Posts:
    """The real parts behind sending tips, what an event sends, and broadcasts."""
    catalog = Catalog.load()
    return Posts(
        TipPost(catalog, inboxes_of_students, reserved),
        EventPost(catalog),
        BroadcastPost(catalog, guests_who_stand, inboxes_of_students),
    )


def build_scheduler(
    dispatcher: Dispatcher, caller: Caller, room: EngineRoom, trust: Trust, posts: Posts
) -> BackgroundScheduler:
    """The metronome: each job is one question to the rows, and never runs beside itself."""
    delivery = dispatcher.delivery
    database, clock = delivery.database, delivery.clock
    to_call = CallPost(caller.parts.catalog, caller.parts.voice.languages)

    def recover() -> None:
        with database.writing() as session:
            mark_stalled(session, unknown_after=delivery.unknown_after, now=clock())
        resolve_unknown(delivery, is_drill=is_of_drill)

    def forget() -> None:
        with database.writing() as session:
            forget_old_requests(session, now=clock())

    jobs: dict[str, tuple[float, Callable[[], object]]] = {
        "dispatch": (LOOK_EVERY_SECONDS, dispatcher.dispatch),
        "recover": (5, recover),
        "pictures": (1, lambda: fetch_pictures(delivery)),
        # Apart, so that words which need no engine never wait for a slow one.
        "incoming": (0.5, lambda: look_at_incoming(room.database, trust, clock=room.clock)),
        "translate": (0.5, lambda: translate_waiting(room)),
        "forget": (3600, forget),
        "plan tips": (60, lambda: plan_weeks(database, clock=clock)),
        "send tips": (5, lambda: send_tips(database, posts.tips, clock=clock)),
        "send ideas": (5, lambda: send_ideas(database, posts.tips, clock=clock)),
        "send event texts": (2, lambda: send_event_texts(database, posts.events, clock=clock)),
        "hand over broadcasts": (0.2, lambda: hand_over_due(database, posts.broadcasts, clock=clock)),
        "fill places": (2, lambda: fill_places(database, posts.broadcasts.catalog, clock=clock)),
        "mark cancelled": (1, lambda: mark_cancelled(database, clock=clock)),
        "call unreached": (1, lambda: call_unreached(database, to_call, clock=clock)),
        "place calls": (CALL_EVERY_SECONDS, caller.beat),
        "recover calls": (5, caller.recover),
    }
    scheduler = BackgroundScheduler(
        # As many threads as there are jobs: none waits for another.
        executors={"default": JobThreads(len(jobs))},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        timezone="UTC",
    )
    for name, (seconds, job) in jobs.items():
        scheduler.add_job(_calm(name, job), "interval", seconds=seconds, id=name)
    return scheduler


def run_worker(settings: Settings) -> None:
    """Works until it is told to stop (SIGTERM or Ctrl-C), then lets the calls under way end."""
    database = Database(settings.database_url, pool_size=settings.worker_threads + CALL_THREADS + JOBS + 2)
    name = f"{socket.gethostname()}:{os.getpid()}"
    gateway = build_gateway(settings)
    delivery = build_delivery(settings, database, gateway)
    dispatcher = Dispatcher(delivery, name=name, threads=settings.worker_threads)
    caller = Caller(build_calling(settings, database, gateway))
    room = build_engine_room(settings, dispatcher.delivery)
    scheduler = build_scheduler(dispatcher, caller, room, Trust(PhraseBank.load()), build_posts())
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    scheduler.start()
    # What tells languages apart is read in now, so that the first family does not wait for it.
    language_of("Hola", among=family_languages())
    log.info("worker_started", worker=name, threads=settings.worker_threads)
    told_to_stop.wait()
    dispatcher.is_stopping.set()
    caller.is_stopping.set()
    scheduler.shutdown(wait=True)
    dispatcher.stop()
    caller.stop()
    database.close()
    log.info("worker_stopped", worker=name)


def _calm(name: str, job: Callable[[], object]) -> Callable[[], None]:
    """A job that a missing database or provider cannot end: it says so and is asked again at the next beat.

    Anything else is a fault of our own, which the scheduler logs whole before it goes on.
    """

    def run() -> None:
        try:
            job()
        except (OperationalError, InterfaceError, PoolTimeoutError, OSError) as trouble:
            log.warning("job_postponed", job=name, problem=type(trouble).__name__)

    return run
