"""The database goes away under inbound load and comes back: every text that got a 200 is there, once."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from app.foundation.database import Database
from app.foundation.migrations import migrate
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Direction, Message
from tests.soak.outcome import check_nothing_lost_or_doubled
from tests.soak.school import LINES, found, outgoing, phone, put_into_outbox
from tests.soak.waiting import Figure, wait_until
from tests.support.installation import (
    IMPATIENT,
    INBOUND,
    Installation,
    encoded,
    http_client,
    incoming_form,
    signed_headers,
)
from tests.support.postgres import own_postgres

SENDERS = 8
PHONES = 50
KEPT, TRY_AGAIN, NO_ANSWER = 200, 503, 0


@dataclass
class Families:
    """Families who write all the time, each text once, and what the webhook answered to each."""

    installation: Installation
    web_url: str
    answers: dict[str, int] = field(default_factory=dict)
    forms: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    have_finished: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def write(self) -> None:
        with http_client(self.web_url) as client:
            while not self.have_finished.is_set():
                number = next(self._numbers)
                sid = f"SM{number:032x}"
                line = LINES[number % PHONES % 3]
                self.forms[sid] = incoming_form(phone(number % PHONES), line, f"Texto {number}", sid=sid)
                self.answers[sid] = self.post(client, sid)

    def post(self, client: httpx.Client, sid: str) -> int:
        form = self.forms[sid]
        headers = signed_headers(self.installation.public_url + INBOUND, form)
        try:
            return client.post(INBOUND, content=encoded(form), headers=headers).status_code
        except httpx.TransportError:
            return NO_ANSWER

    def count(self, answer: int) -> int:
        return Counter(list(self.answers.values()))[answer]


@pytest.mark.soak
def test_texts_that_got_a_200_survive_a_database_that_is_stopped_and_killed_under_load(
    tmp_path: Path, sized: Callable[[int, int], int], figure: Figure
) -> None:
    with own_postgres() as server:
        url = server.create_database("school")
        database = Database(url)
        migrate(database)
        school_id = found(database, phones=PHONES)
        with Installation(tmp_path / "installation", url, **IMPATIENT) as installation:
            provider = installation.start_provider()
            provider.misbehave(api_latency=0.05)
            families = Families(installation, installation.start_web().url)
            installation.start_worker()
            asks = put_into_outbox(database, school_id, [f"Aviso {n}" for n in range(sized(3000, 150))])
            threads = [threading.Thread(target=families.write) for _ in range(SENDERS)]
            for thread in threads:
                thread.start()
            for number in range(sized(20, 2)):
                go_on_until_more_are(families, KEPT)
                if number % 2:
                    server.kill()
                else:
                    server.stop()
                go_on_until_more_are(families, TRY_AGAIN)
                server.start()
            go_on_until_more_are(families, KEPT)
            families.have_finished.set()
            for thread in threads:
                thread.join()

            assert set(families.answers.values()) <= {KEPT, TRY_AGAIN, NO_ANSWER}
            kept = {sid for sid, answer in families.answers.items() if answer == KEPT}
            assert kept <= stored(database).keys(), "a text that got a 200 is not there"
            figure("answers", dict(Counter(families.answers.values())))

            with http_client(families.web_url) as client:
                again = {families.post(client, sid) for sid in families.answers.keys() - kept}
            assert again == {KEPT}, "the provider tries again, and then all is well"
            assert stored(database) == dict.fromkeys(families.answers, 1)

            wait_until(lambda: nothing_is_under_way(database), "every text has left or is of unknown outcome")
            unknown = check_nothing_lost_or_doubled(asks, outgoing(database), provider.taken())
            figure("texts of ours", f"{len(asks)}, of which {len(unknown)} never left and a person is asked")
        database.close()


def go_on_until_more_are(families: Families, answer: int) -> None:
    before = families.count(answer)
    wait_until(lambda: families.count(answer) > before + 20, f"answered {answer}")
    time.sleep(0.1)


def nothing_is_under_way(database: Database) -> bool:
    """What is still unknown has been asked about after the last call could have ended."""
    return not any(
        message.status in {S.QUEUED, S.SENDING} or (message.status is S.UNKNOWN and not asked_lately(message))
        for message in outgoing(database)
    )


def asked_lately(message: Message) -> bool:
    return message.ask_provider_at is not None and message.ask_provider_at > datetime.now(UTC)


def stored(database: Database) -> dict[str | None, int]:
    """How often each family's text stands in a thread."""
    with database.reading() as session:
        found_texts = session.execute(
            select(Message.provider_sid, func.count())
            .where(Message.direction == Direction.IN)
            .group_by(Message.provider_sid)
        )
        return {sid: count for sid, count in found_texts}  # noqa: C416 - typed rows, not pairs
