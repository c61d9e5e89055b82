"""Kill -9 of the worker at every step between claim and record: nothing is lost, nothing is sent twice."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

import psutil
import pytest
from sqlalchemy import func, select

from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from app.messages.recovery import ASK_FOR
from tests.soak.outcome import check_nothing_lost_or_doubled
from tests.soak.school import Ask, found, outgoing, put_into_outbox, standing_of_outbox
from tests.soak.waiting import Figure, nobody_can_write, wait_until
from tests.support.installation import Installation, Provider
from tests.support.servers import Server

SEED = 20261122
PHONES = 16
ALWAYS_WAITING = 48
"""Texts in the outbox when a worker starts, so that every step can be met."""
SLOW_SECONDS = 0.4


class Step(StrEnum):
    """Where the worker is when it dies."""

    CLAIMING = "the claim is written and not committed"
    CLAIMED = "claimed, and nobody called yet"
    ON_THE_WIRE = "the call has left and the provider has not looked at it"
    CALLING = "the provider has the text and has not answered"
    ANSWERED = "the provider has answered and nothing is recorded"
    RECOVERING = "earlier victims are being found"
    WHEREVER = "at any moment"


ROUND = (
    Step.CLAIMING,
    Step.CLAIMED,
    Step.ON_THE_WIRE,
    Step.CALLING,
    Step.ANSWERED,
    Step.WHEREVER,
    Step.WHEREVER,
)
SELDOM = 12
"""Recovery looks every five seconds, so only each twelfth death waits for it."""


@pytest.mark.soak
def test_a_worker_that_is_killed_at_any_step_loses_no_text_and_sends_none_twice(
    installation: Installation, database: Database, sized: Callable[[int, int], int], figure: Figure
) -> None:
    kills = sized(100, 3)
    chance = random.Random(SEED)
    provider = installation.start_provider()
    installation.start_web()
    school_id = found(database, phones=PHONES)
    asks: list[Ask] = []
    met: Counter[Step] = Counter()
    began = time.monotonic()
    for number in range(kills):
        step = Step.RECOVERING if number % SELDOM == SELDOM - 1 else ROUND[number % len(ROUND)]
        missing = ALWAYS_WAITING - standing_of_outbox(database).get(S.QUEUED, 0)
        asks += put_into_outbox(database, school_id, new_bodies(len(asks), missing))
        provider.behave()
        provider.misbehave(**chosen_faults(chance), status_delay=chance.choice([0.0, 0.1, 1.0]))
        kill_at(step, installation, database, provider, chance)
        met[step] += 1
    figure("kills", f"{kills} in {time.monotonic() - began:.0f} s over {len(asks)} texts")

    let_minutes_pass(database)
    provider.behave()
    provider.misbehave(next_store_then_drop=2, next_store_then_500=2, drop_callbacks=True)
    with installation.start_worker():
        wait_until(lambda: all_settled(database), "every text is taken by the provider or shown to a person")
        wait_until(lambda: provider.counts()["in_flight"] == 0, "no call is under way")

    taken = provider.taken()
    left_to_a_person = check_nothing_lost_or_doubled(asks, outgoing(database), taken)
    assert all(message.attention_at for message in left_to_a_person)
    figure("sent once", f"{len(taken)}, shown to a person {len(left_to_a_person)}, sent twice 0, lost 0")
    figure("deaths", ", ".join(f"{count} x {step.name}" for step, count in met.items()))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_stop_lets_its_calls_end(
    installation: Installation, database: Database
) -> None:
    provider = installation.start_provider()
    provider.misbehave(api_latency=SLOW_SECONDS, drop_callbacks=True)
    asks = put_into_outbox(database, found(database, phones=PHONES), new_bodies(0, ALWAYS_WAITING))
    worker = installation.start_worker()
    wait_until(lambda: provider.counts()["in_flight"] > 0, "a call is under way", every=0.005)

    assert worker.end(signal.SIGTERM, within=20) == 0
    messages, taken = outgoing(database), provider.taken()
    assert {message.status for message in messages} <= {S.ACCEPTED, S.QUEUED}
    left = [message for message in messages if message.status is S.ACCEPTED]
    left_ids = {message.id for message in left}
    assert left
    assert not check_nothing_lost_or_doubled([a for a in asks if a.message_id in left_ids], left, taken)


def new_bodies(first: int, count: int) -> list[str]:
    """Texts that differ, but for a few that a teacher writes twice to the same family."""
    bodies = [f"Text {first + number}: mañana salimos a las 12:30." for number in range(count)]
    for number in range(PHONES, count, 7):
        bodies[number] = bodies[number - PHONES]
    return bodies


def chosen_faults(chance: random.Random) -> dict[str, object]:
    """Now and then the network is as it is in real life."""
    return {
        "api_latency": 0.03,
        "next_store_then_drop": chance.choice([0, 0, 1, 2]),
        "next_store_then_500": chance.choice([0, 0, 1, 2]),
        "next_refused": chance.choice([0, 0, 0, 2]),
        "drop_callbacks": chance.random() < 1 / 2,
        "duplicate_callbacks": chance.choice([0, 1]),
    }


def kill_at(
    step: Step, installation: Installation, database: Database, provider: Provider, chance: random.Random
) -> None:
    """A worker starts, gets as far as the step and is no more."""
    match step:
        case Step.CLAIMING:
            with nobody_can_write(database, "delivery_attempts"):
                worker = installation.start_worker()
                time.sleep(chance.uniform(0.6, 0.8))
                kill(worker)
        case Step.CLAIMED:
            known = newest_attempt(database)
            worker = installation.start_worker()
            wait_until(lambda: newest_attempt(database) > known, "a text is claimed", every=0.001)
            kill(worker)
        case Step.ON_THE_WIRE:
            worker = installation.start_worker()
            with asleep(provider):
                wait_until(lambda: has_called(worker, provider), "a call has left", every=0.005)
                time.sleep(chance.uniform(0.0, 0.05))
                kill(worker)
        case Step.CALLING:
            provider.misbehave(api_latency=SLOW_SECONDS)
            worker = installation.start_worker()
            wait_until(lambda: provider.counts()["in_flight"] > 0, "a call is under way", every=0.005)
            time.sleep(chance.uniform(0.0, SLOW_SECONDS / 2))
            kill(worker)
        case Step.ANSWERED:
            provider.misbehave(api_latency=SLOW_SECONDS)
            worker = installation.start_worker()
            wait_until(lambda: provider.counts()["in_flight"] > 0, "a call is under way", every=0.005)
            with nobody_can_write(database, "delivery_attempts"):
                wait_until(lambda: provider.counts()["in_flight"] == 0, "all are answered", every=0.005)
                time.sleep(chance.uniform(0.0, 0.1))
                kill(worker)
        case Step.RECOVERING:
            worker = installation.start_worker()
            give_up_at = time.monotonic() + 8
            while "text_stalled" not in worker.words() and time.monotonic() < give_up_at:
                time.sleep(0.005)
            time.sleep(chance.uniform(0.0, 0.2))
            kill(worker)
        case Step.WHEREVER:
            worker = installation.start_worker()
            time.sleep(chance.uniform(0.3, 1.5))
            kill(worker)


def kill(worker: Server) -> None:
    assert worker.is_running(), worker.words()
    worker.end(signal.SIGKILL)


@contextmanager
def asleep(provider: Provider) -> Iterator[None]:
    """The provider's machine takes calls and looks at none of them."""
    os.kill(provider.server.pid, signal.SIGSTOP)
    yield
    os.kill(provider.server.pid, signal.SIGCONT)


def has_called(worker: Server, provider: Provider) -> bool:
    port = int(provider.server.url.rpartition(":")[2])
    calls = psutil.Process(worker.pid).net_connections("tcp")
    return any(call.status == psutil.CONN_ESTABLISHED and call.raddr.port == port for call in calls)


def newest_attempt(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.max(DeliveryAttempt.id))) or 0


def let_minutes_pass(database: Database) -> None:
    """As if the last worker had died so long ago that asking the provider any longer is of no use."""
    with database.writing() as session:
        for message in session.scalars(select(Message).where(Message.status.in_([S.SENDING, S.UNKNOWN]))):
            assert message.claimed_at is not None
            message.claimed_at -= ASK_FOR
            if message.ask_provider_at is not None:
                message.ask_provider_at = message.claimed_at


def all_settled(database: Database) -> bool:
    return all(
        message.status in {S.ACCEPTED, S.SENT, S.DELIVERED}
        or (message.status is S.UNKNOWN and message.attention_at is not None)
        for message in outgoing(database)
    )
