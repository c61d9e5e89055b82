"""Two and four workers over one PostgreSQL at once: nothing leaves twice, and each line keeps its rate."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.claim import BURST
from app.messages.delivery_status import DeliveryStatus as S
from tests.soak.conftest import Figure, wait_until
from tests.soak.school import found, outgoing, put_into_outbox, standing_of_outbox
from tests.support.installation import Installation

PER_SECOND = 8.0
CALLS_AT_ONCE = 10
"""What one account should not exceed; the workers share it."""
UNDERWAY = timedelta(seconds=1)
"""How much longer than the others one text may need from its claim to the provider: a worker's first call is slow."""


@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_deliver_every_text_once_at_the_rate_of_its_line(
    workers: int, postgres_url: str, tmp_path: Path, sized: Callable[[int, int], int], figure: Figure
) -> None:
    count = sized(1200, 48)
    database = Database(postgres_url)
    settings = {"PUENTE_WORKER_THREADS": str(CALLS_AT_ONCE // workers)}
    with Installation(tmp_path / "installation", postgres_url, **settings) as installation:
        provider = installation.start_provider()
        provider.misbehave(api_latency=0.05, drop_callbacks=True)
        school_id = found(database, phones=60, lines=3, per_second=PER_SECOND)
        team = [installation.start_worker() for _ in range(workers)]
        asks = put_into_outbox(
            database, school_id, [f"Aviso {number} de la escuela" for number in range(count)]
        )
        wait_until(lambda: standing_of_outbox(database) == {S.ACCEPTED: count}, "all are taken", within=300)
        assert all(worker.is_running() for worker in team)
        taken, counts = provider.taken(), provider.counts()
    messages = outgoing(database)
    with database.reading() as session:
        hands = session.scalar(select(func.count(DeliveryAttempt.worker.distinct())))
    database.close()

    assert Counter((text.to, text.body) for text in taken) == Counter((ask.to, ask.body) for ask in asks)
    assert {message.provider_sid for message in messages} == {text.sid for text in taken}
    assert hands == workers, "every worker took part"
    assert counts["peak_in_flight"] <= CALLS_AT_ONCE

    claims = by_line((message.line_id, message.claimed_at) for message in messages)
    arrivals = by_line((text.line, text.taken_at) for text in taken)
    for moments in claims.values():
        assert most_within(moments, timedelta(seconds=1)) <= allowed(timedelta(seconds=1))
    for moments in arrivals.values():
        assert most_within(moments, timedelta(seconds=1)) <= allowed(timedelta(seconds=1) + UNDERWAY)
    took = max(text.taken_at for text in taken) - min(text.taken_at for text in taken)
    reached = count / len(arrivals) / took.total_seconds()
    assert reached >= PER_SECOND / 2, "the rate is kept, and it is also made use of"
    figure("texts per second and line", f"{reached:.1f} of {PER_SECOND:.0f}")
    figure("calls at once", counts["peak_in_flight"])


def by_line(moments: Iterable[tuple[object, datetime | None]]) -> dict[object, list[datetime]]:
    lines: dict[object, list[datetime]] = defaultdict(list)
    for line, moment in moments:
        assert moment is not None
        lines[line].append(moment)
    return {line: sorted(those) for line, those in lines.items()}


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
