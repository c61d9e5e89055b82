"""Two and four workers over one PostgreSQL at once: nothing leaves twice, and each line keeps its rate."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.claim import BURST
from app.messages.delivery_status import DeliveryStatus as S
from tests.soak.outcome import check_nothing_lost_or_doubled
from tests.soak.school import Ask, found, outgoing, put_into_outbox, standing_of_outbox
from tests.soak.waiting import Figure, wait_until
from tests.support.installation import Installation
from tests.support.servers import Server

LINES_USED, PER_SECOND = 3, 8.0
CALLS_AT_ONCE = 10
"""What one account should not exceed; the workers share it."""
ROUNDS = 20
"""Of few texts: a worker that has claimed nothing by then, or of many texts, is kept out by more than chance."""
UNDERWAY = timedelta(seconds=1)
"""How much longer than the others one text may need from its claim to the provider: a worker's first call is slow."""


@pytest.mark.alone
@pytest.mark.soak
def test_two_and_then_four_workers_deliver_every_text_once_at_the_rate_of_its_line(
    postgres_url: str, tmp_path: Path, sized: Callable[[int, int], int], figure: Figure
) -> None:
    settings = {"PUENTE_WORKER_THREADS": str(CALLS_AT_ONCE // 4)}
    asks: list[Ask] = []
    with (
        closing(Database(postgres_url)) as database,
        Installation(tmp_path / "installation", postgres_url, **settings) as installation,
    ):
        provider = installation.start_provider()
        provider.misbehave(api_latency=0.05, drop_callbacks=True)
        school_id = found(database, phones=60, lines=LINES_USED, per_second=PER_SECOND)
        team: list[Server] = []
        for workers in (2, 4):
            while len(team) < workers:
                team.append(installation.start_worker())
            before = len(asks)
            at_a_time, rounds = sized(1200, 48), sized(1, ROUNDS)
            send_until_each_takes_part(database, school_id, asks, workers, at_a_time, rounds)
            share = provider.taken()[before:]
            took = (share[-1].taken_at - share[0].taken_at).total_seconds()
            reached = len(share) / LINES_USED / took
            assert reached >= PER_SECOND / 2, "the rate is kept, and it is also made use of"
            figure(f"texts per second and line by {workers} workers", f"{reached:.1f} of {PER_SECOND:.0f}")
        assert all(worker.is_running() for worker in team)
        taken, counts = provider.taken(), provider.counts()
        messages = outgoing(database)

    assert check_nothing_lost_or_doubled(asks, messages, taken) == []
    assert counts["peak_in_flight"] <= CALLS_AT_ONCE
    figure("calls at once", counts["peak_in_flight"])
    span = timedelta(seconds=1)
    for claims in by_line((message.line_id, message.claimed_at) for message in messages):
        assert most_within(claims, span) <= allowed(span)
    for arrivals in by_line((text.line, text.taken_at) for text in taken):
        assert most_within(arrivals, span) <= allowed(span + UNDERWAY)


def send_until_each_takes_part(
    database: Database, school_id: int, asks: list[Ask], workers: int, at_a_time: int, rounds: int
) -> None:
    """One worker could keep the rate of the lines alone, so who claims what little there is, is chance."""
    for _ in range(rounds):
        bodies = [f"Aviso {number}" for number in range(len(asks), len(asks) + at_a_time)]
        asks += put_into_outbox(database, school_id, bodies)
        wait_until(partial(have_left, database, len(asks)), "all have left", within=300)
        if workers_of(database) == workers:
            return
    pytest.fail(f"not every worker has taken part in {len(asks)} texts")


def have_left(database: Database, count: int) -> bool:
    return standing_of_outbox(database) == {S.ACCEPTED: count}


def workers_of(database: Database) -> int:
    """How many have claimed anything."""
    with database.reading() as session:
        return session.scalar(select(func.count(DeliveryAttempt.worker.distinct()))) or 0


def by_line(moments: Iterable[tuple[object, datetime | None]]) -> list[list[datetime]]:
    """The moments of each line in their order."""
    lines: dict[object, list[datetime]] = defaultdict(list)
    for line, moment in moments:
        assert moment is not None
        lines[line].append(moment)
    return [sorted(those) for those in lines.values()]


def most_within(moments: list[datetime], span: timedelta) -> int:
    """The largest number of them in any span of this length."""
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


def allowed(span: timedelta) -> float:
    """What the rate lets leave in a span: a claim may run ahead by the burst and by the text it takes."""
    return PER_SECOND * (span + BURST).total_seconds() + 1
