"""The staff's pages over a school of named families, served for real."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

import app.tables  # noqa: F401 - a foreign key must find its table
from app.dashboard.router import install_dashboard
from app.foundation.database import Database
from app.foundation.ids import digest
from app.foundation.settings import Settings
from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.sms.catalog import Catalog
from app.sms.phrase_bank import PhraseBank
from app.staff.sign_in import StaffSession, open_session
from tests.dashboard.school import PASSWORD, SchoolYard, lincoln
from tests.support.servers import free_port

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
        self._client = httpx.Client(base_url=site.url, follow_redirects=False, timeout=30)
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


def words_of(html: str) -> str:
    """What a reader reads."""
    body = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>|<[^>]+>", " ", html)
    for entity, character in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("\u202f", " "), ("\xa0", " ")):
        body = body.replace(entity, character)
    return " ".join(body.split())


@pytest.fixture
def serve() -> Iterator[Callable[[Database], Site]]:
    """Serves the whole cast from a database, and the pages over it."""
    running: list[tuple[uvicorn.Server, threading.Thread, Site]] = []

    def _serve(database: Database) -> Site:
        clock, port = Hands(), free_port()
        with database.writing() as session:
            yard = lincoln(session, clock())
            session.flush()
            session.expunge_all()
        application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        settings = Settings(_env_file=None, public_url=f"http://127.0.0.1:{port}")
        install_dashboard(
            application,
            database=database,
            clock=clock,
            settings=settings,
            desk=Desk(Catalog.load(), Trust(PhraseBank.load())),
        )
        server = uvicorn.Server(
            uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning", lifespan="off")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        site = Site(f"http://127.0.0.1:{port}", database, clock, yard)
        running.append((server, thread, site))
        return site

    yield _serve
    for server, thread, site in running:
        for visitor in site.visitors:
            visitor.close()
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def site(serve: Callable[[Database], Site], sqlite_url: str) -> Iterator[Site]:
    """The pages on SQLite; what differs between databases is tested below them, in the rooms."""
    database = Database(sqlite_url)
    yield serve(database)
    database.close()


@pytest.fixture
def site_on_either(serve: Callable[[Database], Site], database: Database) -> Site:
    """The pages on SQLite and on PostgreSQL."""
    return serve(database)
