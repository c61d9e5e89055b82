"""A STOP between enqueue and claim, end to end: what had not been claimed never leaves."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus as S
from tests.soak.school import LINES, RunningSchool
from tests.soak.waiting import Figure, wait_until
from tests.support.installation import INBOUND, encoded, http_client, incoming_form, signed_headers

SEED = 21610
LEFT = {S.ACCEPTED, S.SENT, S.DELIVERED}


@pytest.mark.soak
def test_a_stop_that_comes_before_the_claim_keeps_the_text_from_leaving(
    running: RunningSchool, sized: Callable[[int, int], int]
) -> None:
    phones = running.new_phones(sized(50, 5))
    due_at = datetime.now(UTC) + timedelta(seconds=2 + 0.3 * len(phones))
    message_ids = running.write_to(phones, "Hasta mañana, {}", due_at=due_at)
    running.provider.behave()
    for e164 in phones:
        # Spanish: the pretend carrier blocks the English word by itself, as the real one does.
        assert running.provider.text_as_family(e164, line_of(running, message_ids[e164]), "Alto") == 200
    assert datetime.now(UTC) < due_at, (
        "every STOP was answered before its text was due, or this would prove nothing"
    )

    wait_until(lambda: datetime.now(UTC) > due_at + timedelta(seconds=1), "the texts would be due")
    ended = [running.message(message_id) for message_id in message_ids.values()]
    assert {message.status for message in ended} == {S.SUPPRESSED}
    assert {message.reason for message in ended} == {FailureReason.OPTED_OUT}
    assert {message.attempt for message in ended} == {0}


@pytest.mark.soak
def test_no_text_is_claimed_after_a_stop_was_answered_while_workers_are_claiming(
    running: RunningSchool, sized: Callable[[int, int], int], figure: Figure
) -> None:
    phones = running.new_phones(sized(400, 60))
    running.provider.behave()
    running.provider.misbehave(api_latency=0.05)
    message_ids = running.write_to(phones, "Nos vemos el lunes, {}")

    with http_client(running.web_url) as client:

        def stop(e164: str) -> datetime:
            form = incoming_form(e164, line_of(running, message_ids[e164]), "ALTO")
            headers = signed_headers(running.installation.public_url + INBOUND, form)
            answer = client.post(INBOUND, content=encoded(form), headers=headers)
            assert answer.status_code == 200
            return datetime.now(UTC)

        with ThreadPoolExecutor(8) as pool:
            leavers = random.Random(SEED).sample(phones, len(phones))
            stopped_at = dict(zip(leavers, pool.map(stop, leavers), strict=True))

    wait_until(lambda: all(running.message(m).ended_at for m in message_ids.values()), "every text has ended")
    ended = {e164: running.message(message_id) for e164, message_id in message_ids.items()}
    assert {message.status for message in ended.values()} <= {S.SUPPRESSED, S.DELIVERED}
    left = {e164 for e164, message in ended.items() if message.status in LEFT}
    for e164 in left:
        claimed_at = ended[e164].claimed_at
        assert claimed_at is not None
        assert claimed_at <= stopped_at[e164], "claimed although the family had asked to stop"
    ours = set(message_ids)
    bodies = {message.body for message in ended.values()}
    reached = {text.to for text in running.provider.taken() if text.to in ours and text.body in bodies}
    assert reached == left
    figure("left before, kept after the STOP", f"{len(left)}, {len(phones) - len(left)}")


def line_of(running: RunningSchool, message_id: int) -> str:
    return LINES[running.message(message_id).line_id - 1]
