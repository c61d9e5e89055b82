"""Two workers and one request: whoever answers first has made the translation."""

import threading
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from app.foundation.database import Database
from app.interpreting.engine_room import LEASE, EngineRoom, translate_waiting
from app.interpreting.incoming import look_at_incoming
from app.interpreting.outgoing import Desk
from app.interpreting.queries import beside
from app.interpreting.translation import Translation
from app.interpreting.translation_request import TranslationRequest
from tests.interpreting.conftest import ObedientEngine
from tests.support.cast import CARMEN, NOON, incoming, text_in

PATIENCE_SECONDS = 10


class SlowEngine(ObedientEngine):
    """It has the words and does not give them before it is told to."""

    def __init__(self) -> None:
        super().__init__(answer=lambda text: f"slow: {text}")
        self.has_them, self.may_answer = threading.Event(), threading.Event()

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        self.has_them.set()
        assert self.may_answer.wait(PATIENCE_SECONDS)
        return super().translate(texts, source=source, target=target)


def test_a_worker_whose_time_is_over_keeps_nothing_of_a_late_answer(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    with town.writing() as session:
        message = text_in(
            session, incoming(CARMEN, "Sofía tiene calentura y hoy no va a la escuela."), now=NOON
        )
        assert message is not None
    look_at_incoming(town, desk.trust, clock=lambda: NOON)
    engine.answer = lambda text: f"English of {text}"
    slow, ended = SlowEngine(), []
    late = threading.Thread(
        target=lambda: ended.append(translate_waiting(EngineRoom(town, slow, lambda: NOON)))
    )
    late.start()
    assert slow.has_them.wait(PATIENCE_SECONDS)
    assert translate_waiting(EngineRoom(town, engine, lambda: NOON + LEASE / 2)) == 0, "it is the other's"
    assert translate_waiting(EngineRoom(town, engine, lambda: NOON + LEASE)) == 1
    slow.may_answer.set()
    late.join()
    assert ended == [0]
    with town.reading() as session:
        assert session.scalar(select(func.count()).select_from(Translation)) == 1
        assert session.scalar(select(func.count()).select_from(TranslationRequest)) == 0
        assert not beside(session, [message.id])[message.id].translations["en"].body.startswith("slow")


def test_two_workers_that_look_at_once_settle_each_text_once(
    postgres_town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    texts, engine.answer = 20, lambda text: f"English of {text}"
    with postgres_town.writing() as session:
        for number in range(texts):
            text_in(session, incoming(CARMEN, f"Sofía llega tarde hoy, camión {number}"), now=NOON)
    gate, settled = threading.Barrier(2), []

    def look() -> None:
        gate.wait()
        settled.append(look_at_incoming(postgres_town, desk.trust, clock=lambda: NOON))

    workers = [threading.Thread(target=look) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(settled) == texts
    room = EngineRoom(postgres_town, engine, lambda: NOON + timedelta(seconds=1))
    assert sum(iter(lambda: translate_waiting(room), 0)) == texts
    with postgres_town.reading() as session:
        rows = session.execute(select(Translation.message_id, Translation.language)).all()
        assert len(rows) == len(set(rows)) == texts
