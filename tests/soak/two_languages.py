"""A school at work in two languages: families text in Spanish, and the only person at its desk reads English."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import httpx
from sqlalchemy import select, update

from app.foundation.database import Database
from app.interpreting.translation import Translation
from app.interpreting.translation_request import TranslationRequest
from app.messages.message import Direction, Message
from app.roster.phone_number import PhoneNumber
from app.staff.sign_in import open_session
from app.staff.staff_member import StaffMember
from tests.soak.school import LINES, found, threads_of
from tests.soak.waiting import wait_until
from tests.support.installation import (
    IMPATIENT,
    INBOUND,
    Installation,
    Provider,
    encoded,
    http_client,
    incoming_form,
    signed_headers,
)
from tests.support.servers import Server
from tests.translation.pretend_engine import PretendEngine

ENGINE_TIMEOUT_SECONDS = 1.0
"""What the installation waits for one answer; far less than in real life, so that a test meets it often."""
MINUTES_LATER = 60.0
"""Longer than any timeout: an engine that takes so long hangs."""


@dataclass
class TwoLanguages:
    """The installation with its engine, and the browser of the person at the desk."""

    installation: Installation
    database: Database
    engine: PretendEngine
    provider: Provider
    browser: httpx.Client
    csrf: str
    threads: dict[str, int]
    """By the number of the family."""
    workers: list[Server] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def families(self, many: int) -> list[str]:
        """Numbers of families, round and round."""
        known = list(self.threads)
        return [known[number % len(known)] for number in range(many)]

    def family_writes(self, e164: str) -> str:
        """A text like no other has arrived; returns its words."""
        words = f"Buenos días maestra, Ana va a llegar tarde hoy ({next(self._numbers)})"
        form = incoming_form(e164, LINES[0], words)
        headers = signed_headers(self.installation.public_url + INBOUND, form)
        assert self.browser.post(INBOUND, content=encoded(form), headers=headers).status_code == 200
        return words

    def answer(self, e164: str) -> str:
        """The person at the desk writes in both languages and sends; returns what leaves."""
        words = f"Gracias por avisar a la escuela ({next(self._numbers)})"
        thread = self.threads[e164]
        texts = {"text_en": f"Thank you for telling the school: {words[-8:]}", "text_es": words}
        told = self.browser.post(
            f"/threads/{thread}/reply",
            data=texts | {"csrf": self.csrf, "seen": str(self.newest_message()), "when": "now"},
        )
        assert told.status_code == 303, told.text
        return words

    def open(self, e164: str) -> tuple[str, float]:
        """The conversation as the desk sees it, and how many seconds it took to come."""
        began = time.monotonic()
        page = self.browser.get("/inbox", params={"thread": self.threads[e164]})
        assert page.status_code == 200
        return page.text, time.monotonic() - began

    def newest_message(self) -> int:
        with self.database.reading() as session:
            return session.scalars(select(Message.id).order_by(Message.id.desc()).limit(1)).first() or 0

    def arrived(self) -> dict[str, int]:
        """The families' texts, by their words, with their ids."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Message.body, Message.id).where(Message.direction == Direction.IN)
            ).all()
        assert len({body for body, _ in rows}) == len(rows), "a text was stored twice"
        return {row[0]: row[1] for row in rows}

    def english(self) -> dict[str, datetime]:
        """By the words of a family's text, when its translation was made, of those that are in use."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Message.body, Translation.made_at)
                .join(Message, Message.id == Translation.message_id)
                .where(
                    Message.direction == Direction.IN,
                    Translation.language == "en",
                    Translation.replaced_at.is_(None),
                )
            ).all()
        assert len({body for body, _ in rows}) == len(rows), "two translations of one text are in use"
        return {row[0]: row[1] for row in rows}

    def wait_for_english(self, words: set[str], *, within: float) -> None:
        wait_until(lambda: words <= self.english().keys(), "every text is translated", within=within)

    def let_time_pass(self) -> None:
        """As if whatever a request waits for, a lease or the next try, were over."""
        with self.database.writing() as session:
            session.execute(
                update(TranslationRequest)
                .where(TranslationRequest.done_at.is_(None))
                .values(due_at=datetime.now(UTC))
            )

    def requests(self) -> list[TranslationRequest]:
        with self.database.reading() as session:
            return list(session.scalars(select(TranslationRequest)))

    def start_worker(self) -> Server:
        self.workers.append(self.installation.start_worker())
        return self.workers[-1]


@contextmanager
def in_two_languages(
    installation: Installation, database: Database, *, families: int
) -> Iterator[TwoLanguages]:
    """Web, worker, provider and engine are at work."""
    with PretendEngine() as engine:
        installation.settings |= {
            **IMPATIENT,
            "PUENTE_TRANSLATION_URL": engine.url,
            "PUENTE_TRANSLATION_TIMEOUT_SECONDS": str(ENGINE_TIMEOUT_SECONDS),
        }
        school_id = found(database, phones=families, lines=1, per_second=1000.0)
        token = _sit_down(database)
        with ThreadPoolExecutor() as pool:  # they start side by side, which saves seconds
            starting = [
                pool.submit(start)
                for start in (installation.start_web, installation.start_provider, installation.start_worker)
            ]
        _, provider, worker = (start.result() for start in starting)
        assert isinstance(provider, Provider)
        assert isinstance(worker, Server)
        provider.misbehave(drop_callbacks=True)
        with http_client(installation.public_url) as browser:
            browser.cookies.set("puente_session", token)
            found_csrf = re.search(r'data-csrf="([^"]+)"', browser.get("/inbox").text)
            assert found_csrf is not None
            yield TwoLanguages(
                installation,
                database,
                engine,
                provider,
                browser,
                found_csrf[1],
                {e164: thread for thread, e164 in threads_of(database, school_id)},
                [worker],
            )


def _sit_down(database: Database) -> str:
    """Every family is known to read Spanish; the person at the desk is signed in."""
    now = datetime.now(UTC)
    with database.writing() as session:
        session.execute(update(PhoneNumber).values(language="es"))
        return open_session(session, session.scalars(select(StaffMember.id)).one(), now=now)
