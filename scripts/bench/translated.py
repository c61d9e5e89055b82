"""Pages in two languages: against the same page untranslated, and while the translation engine is dead."""

import contextlib
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
from fastapi import FastAPI, Response
from sqlalchemy import Engine, event, insert, select

from app import main
from app.dashboard import inbox_view
from app.demo.cast import LINES, OKAFOR
from app.foundation.database import Database
from app.interpreting.translation import Maker, Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.staff.staff_member import StaffMember
from scripts.bench.crowd import fill
from scripts.bench.load import incoming_form, post_all, signed_call
from scripts.bench.measure import ACCOUNT_SID, TOKEN, Figure, Place, median_ratio, serving
from tests.support.servers import start_worker
from tests.translation.pretend_engine import PretendEngine

FAMILIES = 100
TEXTS = 200
ROUNDS = 45
WARM_UP = 5
GOAL, DEAD_ENGINE_GOAL = 1.3, 1.5
MOST_STATEMENTS = 15
ENGLISH = "Good morning, see you tomorrow at the entrance of the school."
TEXTS_AT_ONCE, TEXT_EVERY_SECONDS = 4, 0.2
INBOUND = "/webhooks/twilio/inbound"


def translated(place: Place) -> list[Figure]:
    """What translations cost the reader of a page, and what a dead engine does."""
    url = place.new_url("translated")
    token, newest = fill(url, threads=FAMILIES)
    database = Database(url)
    plain, bilingual = newest - 1, newest
    _converse(database, plain, is_translated=False)
    _converse(database, bilingual, is_translated=True)
    database.close()
    figures = []
    with serving("scripts.bench.translated:create_app", url) as (web, _):
        pages = {
            thread: _Page(f"{web}/inbox?queue=all&thread={thread}", token) for thread in (plain, bilingual)
        }
        if pages[bilingual].shows(ENGLISH) - pages[plain].shows(ENGLISH) != TEXTS:
            raise RuntimeError("the pages do not show what is to be compared")
        figures.append(_ratio(f"{TEXTS} translated texts on a page", place, pages[bilingual], pages[plain]))
        figures.append(_statements(web, place, pages[bilingual], pages[plain]))
    with serving("app.main:create_app", url) as (web, _):
        pages = {
            thread: _Page(f"{web}/inbox?queue=all&thread={thread}", token) for thread in (plain, bilingual)
        }
        shown = inbox_view.MESSAGES_SHOWN
        figures.append(
            _ratio(f"the newest {shown} of them, as staff see it", place, pages[bilingual], pages[plain])
        )
        figures.append(_while_the_engine_is_dead(place, url, web, pages[bilingual]))
    return figures


def create_app() -> FastAPI:
    """The product, with room for all texts on one page, telling how many statements it has asked."""
    inbox_view.MESSAGES_SHOWN = TEXTS
    app, asked = main.create_app(), [0]

    def remember(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked[0] += not statement.startswith("BEGIN")

    event.listen(Engine, "before_cursor_execute", remember)

    @app.get("/bench/statements")
    def statements() -> Response:
        return Response(str(asked[0]))

    return app


class _Page:
    """A page as a signed-in principal opens it again and again."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._http = httpx.Client(cookies={"puente_session": token}, trust_env=False, timeout=60)

    def shows(self, words: str) -> int:
        """How often the words stand on it."""
        return self._http.get(self._address).text.count(words)

    def seconds(self) -> float:
        began = time.perf_counter()
        answer = self._http.get(self._address)
        took = time.perf_counter() - began
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{self._address} answered {answer.status_code}")
        return took


def _ratio(name: str, place: Place, ours: _Page, bare: _Page) -> Figure:
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(ROUNDS + WARM_UP):
        seconds = {"ours": ours.seconds(), "bare": bare.seconds()}
        if number >= WARM_UP:
            for kind, took in seconds.items():
                times[kind].append(took)
    ratio = median_ratio(times["ours"], times["bare"])
    measured = (
        f"{ratio:.2f} x ({statistics.median(times['ours']) * 1000:.0f} ms "
        f"to {statistics.median(times['bare']) * 1000:.0f} ms)"
    )
    return Figure(f"{name}, {place.name}", measured, f"<= {GOAL} x", ratio <= GOAL)


def _statements(web: str, place: Place, ours: _Page, bare: _Page) -> Figure:
    def asked_by(page: _Page) -> int:
        before = int(httpx.get(f"{web}/bench/statements", trust_env=False).text)
        page.seconds()
        return int(httpx.get(f"{web}/bench/statements", trust_env=False).text) - before

    # The least of three: once a minute a page also notes that somebody is there.
    translated_page, plain_page = (min(asked_by(page) for _ in range(3)) for page in (ours, bare))
    is_reached = translated_page == plain_page <= MOST_STATEMENTS
    measured = f"{translated_page}, untranslated {plain_page}"
    return Figure(f"statements of such a page, {place.name}", measured, f"<= {MOST_STATEMENTS}", is_reached)


def _converse(database: Database, thread_id: int, *, is_translated: bool) -> None:
    """So many texts, every second one of ours; without translations they stand in the reader's own language."""
    began = datetime.now(UTC) - timedelta(hours=TEXTS)
    with database.writing() as session:
        thread = session.get_one(Thread, thread_id)
        author = session.scalars(select(StaffMember.id).where(StaffMember.email == OKAFOR.email)).one()
        for number in range(TEXTS):
            is_ours, at = bool(number % 2), began + number * timedelta(hours=1)
            message = Message(
                school_id=thread.school_id,
                thread_id=thread.id,
                phone_number_id=thread.phone_number_id,
                line_id=thread.line_id,
                direction=Direction.OUT if is_ours else Direction.IN,
                kind=MessageKind.REPLY if is_ours else MessageKind.FROM_FAMILY,
                status=DeliveryStatus.DELIVERED if is_ours else DeliveryStatus.RECEIVED,
                body=f"Buenos días, nos vemos mañana a las {number % 12 + 1}:30 en la entrada de la escuela.",
                language="es" if is_translated else "en",
                author_id=author if is_ours else None,
                created_at=at,
                due_at=at if is_ours else None,
                not_after=at if is_ours else None,
                attempt=int(is_ours),
            )
            session.add(message)
            session.flush()
            thread.last_message_id = message.id
            if is_translated:
                session.execute(insert(Translation), _beside(message, author if is_ours else None, at))


def _beside(message: Message, author: int | None, at: datetime) -> list[dict[str, object]]:
    common = {"school_id": message.school_id, "message_id": message.id, "made_at": at}
    by_engine = {"maker": Maker.ENGINE, "engine": "LibreTranslate", "made_by": None}
    english = {"language": "en", "body": ENGLISH}
    if author is None:
        return [common | by_engine | english]
    written = {"maker": Maker.AUTHOR, "engine": None, "made_by": author}
    return [common | written | english, common | by_engine | {"language": "es", "body": message.body}]


def _while_the_engine_is_dead(place: Place, url: str, web: str, page: _Page) -> Figure:
    """A page is opened while families text, with the engine at work and then hanging, failing and gone."""
    with PretendEngine() as engine, _worker(url, engine), _families_text(web):
        up: list[float] = []
        dead: list[float] = []
        for dies in (_hang, _fail, PretendEngine.stop):
            up += _seconds(page, ROUNDS // 3)
            dies(engine)
            dead += _seconds(page, ROUNDS // 3)
            engine.recovers()
    ratio = median_ratio(dead, up)
    measured = (
        f"{ratio:.2f} x ({statistics.median(dead) * 1000:.0f} ms to {statistics.median(up) * 1000:.0f} ms)"
    )
    return Figure(
        f"such a page while the engine is dead, {place.name}",
        measured,
        f"<= {DEAD_ENGINE_GOAL} x",
        ratio <= DEAD_ENGINE_GOAL,
    )


def _hang(engine: PretendEngine) -> None:
    engine.delay_seconds = 60.0


def _fail(engine: PretendEngine) -> None:
    engine.fails_with(500)


def _seconds(page: _Page, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        time.sleep(0.1)
        taken.append(page.seconds())
    return taken


@contextlib.contextmanager
def _families_text(web: str) -> Iterator[None]:
    """Some texts every now and then, from families that are known."""
    is_over, numbers = threading.Event(), count(1)

    def text() -> None:
        while not is_over.wait(TEXT_EVERY_SECONDS):
            calls = [
                signed_call(
                    web + INBOUND,
                    incoming_form(next(numbers), sender=f"+1206{2_200_000 + n}", line=LINES[0]),
                    TOKEN,
                )
                for n in range(TEXTS_AT_ONCE)
            ]
            post_all(web + INBOUND, calls)

    thread = threading.Thread(target=text)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@contextlib.contextmanager
def _worker(url: str, engine: PretendEngine) -> Iterator[None]:
    settings = {
        "PUENTE_DATABASE_URL": url,
        "PUENTE_PUBLIC_URL": "http://127.0.0.1:1",
        "PUENTE_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "PUENTE_TWILIO_AUTH_TOKENS": TOKEN,
        "PUENTE_TWILIO_API_URL": "http://127.0.0.1:1",
        "PUENTE_SECRET_KEY": "bench",
        "PUENTE_TRANSLATION_URL": engine.url,
        "PUENTE_TRANSLATION_TIMEOUT_SECONDS": "2",
    }
    with tempfile.TemporaryDirectory(prefix="puente-bench-") as folder, start_worker(Path(folder), settings):
        yield
