"""Kill -9 of a worker that places calls: no phone rings twice for one call, and no call is forgotten."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from app.calls.claim import APART
from app.calls.enqueue import NewCall, enqueue_calls
from app.calls.recovery import ONCE_MORE_AFTER, SILENT_AFTER
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.database import Database
from app.gateway.voice import Say
from app.roster.phone_number import PhoneNumber
from app.schools.queries import get_school, lines_of
from tests.soak.school import found
from tests.soak.waiting import Figure, wait_until
from tests.support.installation import Installation, Provider

SEED = 20261122
SLOW_SECONDS = 0.4


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_is_killed_lets_no_phone_ring_twice(
    installation: Installation, database: Database, sized: Callable[[int, int], int], figure: Figure
) -> None:
    kills, chance = sized(30, 2), random.Random(SEED)
    provider = installation.start_provider()
    installation.start_web()
    school_id = found(database, phones=kills * 4)
    put_calls(database, school_id)
    for _ in range(kills):
        provider.behave()
        provider.misbehave(
            api_latency=SLOW_SECONDS,
            status_delay=0.1,
            next_store_then_drop=chance.choice([0, 1]),
            drop_callbacks=chance.random() < 1 / 2,
        )
        worker = installation.start_worker()
        wait_until(lambda: provider.counts()["in_flight"] > 0, "a phone begins to ring", every=0.005)
        time.sleep(chance.uniform(0.0, SLOW_SECONDS * 2))
        worker.end(signal.SIGKILL)
    provider.behave()
    long_ago(database, CallStatus.RINGING, SILENT_AFTER)  # their reports may be lost
    with installation.start_worker():
        wait_until(
            lambda: (
                {one.status for one in calls(database)} <= {CallStatus.ANSWERED, CallStatus.UNKNOWN}
                and all(
                    one.status is not CallStatus.UNKNOWN for one in calls(database) if has_rung(provider, one)
                )
            ),
            "whatever has rung is known",
            within=90,
        )
        assert all(times == 1 for times in rung(provider).values())
        left_to_a_person = [one for one in calls(database) if one.status is CallStatus.UNKNOWN]
        figure("rung once", f"{len(rung(provider))}, left to a person {len(left_to_a_person)}, rung twice 0")

        # Had they been emergencies, they would have been placed once more by now.
        with database.writing() as session:
            session.execute(update(VoiceCall).values(is_emergency=True))
        long_ago(database, CallStatus.UNKNOWN, ONCE_MORE_AFTER)
        wait_until(
            lambda: {one.status for one in calls(database)} == {CallStatus.ANSWERED},
            "everybody has heard it",
            within=60,
        )
    assert set(rung(provider).values()) == {1}
    assert len(rung(provider)) == kills * 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_several_workers_together_keep_the_rate_of_a_line(
    installation: Installation, database: Database
) -> None:
    provider = installation.start_provider()
    installation.start_web()
    put_calls(database, found(database, phones=5, lines=1))
    with installation.start_worker(), installation.start_worker():
        wait_until(
            lambda: {one.status for one in calls(database)} == {CallStatus.ANSWERED},
            "everybody has heard it",
            within=60,
        )
    moments = sorted(one.claimed_at for one in calls(database) if one.claimed_at is not None)
    assert all(later - earlier >= APART for earlier, later in pairwise(moments))
    assert set(rung(provider).values()) == {1}


def put_calls(database: Database, school_id: int) -> None:
    """One call for each phone, due now, round and round the lines."""
    now = datetime.now(UTC)
    with database.writing() as session:
        school = get_school(session, school_id)
        lines = lines_of(session, school)
        phones = session.scalars(select(PhoneNumber.id).where(PhoneNumber.school_id == school_id)).all()
        enqueue_calls(
            session,
            school,
            [
                NewCall(phone, lines[number % len(lines)].id, [Say("es", "Hoy no hay clases.")])
                for number, phone in enumerate(phones)
            ],
            batch_id=None,
            is_emergency=False,
            due_at=now,
            not_after=now + timedelta(hours=6),
            now=now,
        )


def long_ago(database: Database, status: CallStatus, span: timedelta) -> None:
    """As if calls that stand so had been placed so long ago."""
    with database.writing() as session:
        session.execute(
            update(VoiceCall).where(VoiceCall.status == status).values(claimed_at=datetime.now(UTC) - span)
        )


def calls(database: Database) -> list[VoiceCall]:
    with database.reading() as session:
        return list(session.scalars(select(VoiceCall).order_by(VoiceCall.id)))


def rung(provider: Provider) -> Counter[str]:
    """By the address that its reports go to, without the try: how often the provider has placed a call."""
    return Counter(one["callback"].partition("&attempt")[0] for one in provider.calls())


def has_rung(provider: Provider, call: VoiceCall) -> bool:
    return any(address.endswith(f"call={call.id}") for address in rung(provider))
