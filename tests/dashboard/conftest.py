"""The staff's pages over a school of named families, served for real."""

import pickle
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

import app.tables  # noqa: F401 - a foreign key must find its table
from app.dashboard.parts import Parts, parts_of
from app.dashboard.router import install_dashboard
from app.foundation.database import Database
from app.foundation.ids import digest
from app.foundation.settings import Settings
from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.sms.catalog import Catalog
from app.sms.phrase_bank import PhraseBank
from app.staff.sign_in import StaffSession, open_session
from tests.dashboard.engine import Worker, from_dictionary
from tests.dashboard.in_browser import LAPTOP, PHONE
from tests.dashboard.school import PASSWORD, SchoolYard, lincoln
from tests.support.databases import Engines, put_copy
from tests.support.installation import http_client
from tests.support.servers import free_port
from tests.translation.pretend_engine import PretendEngine

MONDAY_NOON = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
"""Two minutes past noon in Los Angeles, on a school day."""


@dataclass
class Hands:
    """A clock whose hands a test may move."""

    moment: datetime = MONDAY_NOON

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        self.moment += by


class Visitor:
    """A browser without a screen: it keeps cookies and posts the forms it was shown."""

    def __init__(self, site: "Site") -> None:
        self._client = http_client(site.url)
        self.csrf = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers=headers)

    def read(self, path: str) -> str:
        """The page's words without its markup."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return words_of(answer.text)

    def post(
        self,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        headers: dict[str, str] | None = None,
        **form: object,
    ) -> httpx.Response:
        given = {"csrf": self.csrf, **(fields or {}), **form}
        return self._client.post(
            path, data={k: v if isinstance(v, list) else str(v) for k, v in given.items()}, headers=headers
        )

    def upload(self, path: str, form: Mapping[str, str], picture: tuple[str, bytes, str]) -> httpx.Response:
        """A form with a picture in it: its name, its content and its kind."""
        return self._client.post(path, data=dict(form), files={"picture": picture})

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/sign-in", email=email, password=password)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def close(self) -> None:
        self._client.close()


@dataclass
class Site:
    """The dashboard at an address of this machine."""

    url: str
    database: Database
    clock: Hands
    yard: SchoolYard
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self) -> Visitor:
        self.visitors.append(Visitor(self))
        return self.visitors[-1]

    def as_staff(self, name: str) -> Visitor:
        """Signed in without typing a password: checking one is slow on purpose."""
        visitor = self.visitor()
        with self.database.writing() as session:
            token = open_session(session, self.yard.staff[name].id, now=self.clock())
            session.flush()
            visitor.csrf = session.scalars(
                select(StaffSession.csrf_token).where(StaffSession.token_digest == digest(token))
            ).one()
        visitor.cookies.set("puente_session", token)
        return visitor

    def thread(self, name: str) -> int:
        return self.yard.threads[name].id

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.close()


def words_of(html: str) -> str:
    """What a reader reads."""
    body = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>|<[^>]+>", " ", html)
    for entity, character in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("\u202f", " "), ("\xa0", " ")):
        body = body.replace(entity, character)
    return " ".join(body.split())


class House:
    """The dashboard as a program that serves one test after the other, each with parts of its own.

    Putting the program together takes longer than most tests, and is the same for all of them.
    """

    def __init__(self, database: Database) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._clock, self._desk = Hands(), Desk(Catalog.load(), Trust(PhraseBank.load()))
        self._settings = Settings(_env_file=None, public_url=self.url)
        self._parts = self._parts_over(database)
        application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        install_dashboard(
            application, database=database, clock=self._clock, settings=self._settings, desk=self._desk
        )
        application.dependency_overrides[parts_of] = self._parts_of_this_test
        self._server = uvicorn.Server(
            uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning", lifespan="off")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def serve(self, database: Database, yard: SchoolYard) -> Site:
        """From now on the pages are over this database, and it is noon."""
        self._clock.moment = MONDAY_NOON
        self._parts = self._parts_over(database)
        return Site(self.url, database, self._clock, yard)

    async def _parts_of_this_test(self) -> Parts:
        return self._parts

    def _parts_over(self, database: Database) -> Parts:
        return Parts(database, self._clock, self._settings, self._desk)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def house(sqlite_template: Path) -> Iterator[House]:
    nobodys = Database(f"sqlite:///{sqlite_template}")
    house = House(nobodys)
    yield house
    house.close()
    nobodys.close()


def build(database: Database) -> SchoolYard:
    """The whole cast is in the database from now on."""
    with database.writing() as session:
        yard = lincoln(session, MONDAY_NOON)
        session.flush()
        session.expunge_all()
    return yard


@dataclass(frozen=True)
class Built:
    """The school on SQLite as it was built once, to be copied."""

    path: Path
    yard: bytes


@pytest.fixture(scope="session")
def built(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    path = tmp_path_factory.mktemp("built") / "puente.db"
    database = Database(put_copy(sqlite_template, path))
    yard = build(database)
    database.close()
    return Built(path, pickle.dumps({name: value for name, value in vars(yard).items() if name != "session"}))


@pytest.fixture
def site(house: House, built: Built, sqlite_place: Path, engines: Engines) -> Iterator[Site]:
    """The pages on SQLite; what differs between databases is tested below them, in the rooms."""
    with engines.over(put_copy(built.path, sqlite_place)) as database:
        yard = SchoolYard(session=Session(), **pickle.loads(built.yard))  # noqa: S301 - our own
        site = house.serve(database, yard)
        yield site
        site.close()


@pytest.fixture
def lee(site: Site) -> Visitor:
    """A teacher, signed in."""
    return site.as_staff("Ms. Lee")


@pytest.fixture
def ana(site: Site) -> str:
    """The address of her conversation with Ana's family."""
    return f"/threads/{site.thread('Ana')}"


@pytest.fixture
def site_on_either(house: House, database: Database) -> Iterator[Site]:
    """The pages on SQLite and on PostgreSQL."""
    site = house.serve(database, build(database))
    yield site
    site.close()


@pytest.fixture(params=["laptop", "phone"])
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A laptop by day, and a phone in the dark."""
    if request.param == "laptop":
        context = browser.new_context(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
    else:
        context = browser.new_context(viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser's console says; nothing may be left there, least of all by the content policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture
def pretend() -> Iterator[PretendEngine]:
    with PretendEngine(from_dictionary) as engine:
        yield engine


@pytest.fixture
def worker(site: Site, pretend: PretendEngine) -> Worker:
    return Worker(site, pretend)
