"""Decisions about a translation at the same moment, in several processes."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import pytest

from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.inbox.translation_check import approve_check, send_back_check
from app.interpreting.queries import beside
from app.interpreting.translation_review import ReviewDecision
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from tests.inbox.checking import (
    BETTER,
    SOMALI,
    TRIP,
    VIAJE,
    asked,
    reviews,
    who_reads_what,
)
from tests.support.cast import (
    AMINA,
    CARMEN,
    LEE,
    MR_DIAZ,
    MS_LEE,
    NOON,
    OKAFOR,
    RUIZ,
    Stage,
    incoming,
    look_up,
    text_in,
)


@dataclass
class Town:
    """The school in a database of its own, for decisions at the same moment."""

    database: Database
    message_id: int
    review_ids: list[int]

    def decide(self, email: str, review_id: int, body: str | None) -> Callable[[], None]:
        def run() -> None:
            with self.database.writing() as session:
                cast = look_up(session)
                by, when = cast.staff[email], NOON + timedelta(hours=1)
                if body is None:
                    send_back_check(session, cast.school, review_id, "No", by=by, now=when)
                else:
                    approve_check(session, cast.school, review_id, body, by=by, now=when)

        return run

    def stop(self) -> None:
        with self.database.writing() as session:
            text_in(session, incoming(CARMEN, "ALTO"), now=NOON + timedelta(hours=1))

    def message(self) -> Message:
        with self.database.reading() as session:
            return session.get_one(Message, self.message_id)


def town_that_asked(
    town: Database,
    texts: Mapping[str, str] = MappingProxyType({"en": TRIP, "es": VIAJE}),
    *,
    writes: str = "en",
    to: str = CARMEN,
    inbox: str = MS_LEE,
) -> Town:
    with town.writing() as session:
        stage = Stage(session, look_up(session))
        who_reads_what(stage.cast)
        stage.cast.staff[LEE].language = writes
        stage.cast.staff[RUIZ].other_languages = stage.cast.staff[OKAFOR].other_languages = "en es so"
        message = asked(stage, texts, to=to, inbox=inbox)
        return Town(town, message.id, [review.id for review in reviews(stage)])


def at_once(*works: Callable[[], None]) -> list[Exception]:
    """All begin together; returns what they raised."""
    gate, troubles = threading.Barrier(len(works)), []

    def begin(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except Exception as trouble:  # noqa: BLE001 - looked at by the test
            troubles.append(trouble)

    threads = [threading.Thread(target=begin, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


@pytest.mark.parametrize("second_words", [BETTER, None])
def test_of_two_colleagues_who_decide_at_once_exactly_one_does(
    postgres_town: Database, second_words: str | None
) -> None:
    town = town_that_asked(postgres_town)
    (review_id,) = town.review_ids
    troubles = at_once(town.decide(RUIZ, review_id, VIAJE), town.decide(OKAFOR, review_id, second_words))
    assert [type(trouble) for trouble in troubles] == [Conflict]
    message = town.message()
    with postgres_town.writing() as session:
        stage = Stage(session, look_up(session), NOON + timedelta(hours=1))
        decision = reviews(stage)[0].decision
        left = [taken.body for taken in stage.claim()]
        in_use = beside(session, [message.id])[message.id].translations["es"]
    decided = {
        ReviewDecision.APPROVED: (S.QUEUED, [VIAJE], VIAJE),
        ReviewDecision.CORRECTED: (S.QUEUED, [BETTER], BETTER),
        ReviewDecision.SENT_BACK: (S.CANCELLED, [], VIAJE),
    }
    assert decision is not None
    assert (message.status, left, in_use.body) == decided[decision]


def test_a_stop_at_the_moment_of_approval_always_wins(postgres_town: Database) -> None:
    town = town_that_asked(postgres_town)
    (review_id,) = town.review_ids
    troubles = at_once(town.decide(RUIZ, review_id, VIAJE), town.stop)
    assert [type(trouble) for trouble in troubles] in ([], [Conflict])
    assert town.message().status is S.SUPPRESSED


def test_a_text_in_several_languages_that_are_decided_at_once_leaves_too(postgres_town: Database) -> None:
    town = town_that_asked(postgres_town, SOMALI, writes="so", to=AMINA, inbox=MR_DIAZ)
    first, second = town.review_ids
    assert at_once(town.decide(RUIZ, first, TRIP), town.decide(OKAFOR, second, VIAJE)) == []
    assert town.message().status is S.QUEUED
