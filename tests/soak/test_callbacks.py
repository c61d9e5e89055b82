"""Status callbacks in every order, repeated, late, unheard of, and before the provider has even answered."""

import itertools
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.messages.delivery_status import ENDS
from app.messages.delivery_status import DeliveryStatus as S
from tests.soak.school import RunningSchool, all_stand_at
from tests.soak.waiting import wait_until
from tests.support.installation import STATUS, encoded, http_client, report_form, signed_headers

SEED = 30007
ORDERS = [
    (order, S(end))
    for end in ("delivered", "undelivered", "failed", "sent")
    for order in itertools.permutations({"queued": 0, "sending": 0, "sent": 0, end: 0})
]
CODES = {"undelivered": "30005", "failed": "30007"}
BEFORE_THE_ANSWER = {"api_latency": 0.5, "status_delay": 0.0}


@pytest.mark.soak
def test_reports_in_any_order_and_number_leave_a_text_where_it_ended(
    running: RunningSchool, sized: Callable[[int, int], int]
) -> None:
    chance = random.Random(SEED)
    running.provider.behave()
    running.provider.misbehave(drop_callbacks=True)
    orders = ORDERS * sized(5, 1)
    chance.shuffle(orders)
    orders = orders[: sized(len(orders), 40)]
    phones = running.new_phones(len(orders))
    message_ids = running.write_to(phones, "Reunión el jueves, {}")
    wait_until(lambda: all_stand_at(running, message_ids, S.ACCEPTED), "the provider has taken all")
    journeys = [
        (message_ids[e164], [status for status in order for _ in range(chance.randint(1, 3))])
        for e164, (order, _) in zip(phones, orders, strict=True)
    ]

    with http_client(running.web_url) as client:

        def tell(journey: tuple[int, list[str]]) -> set[int]:
            message_id, reports = journey
            sid = running.message(message_id).provider_sid
            path = f"{STATUS}?message={message_id}&attempt=1"
            answers = set()
            for status in reports:
                form = report_form(str(sid), status, error_code=CODES.get(status, ""))
                headers = signed_headers(running.installation.public_url + path, form)
                answers.add(client.post(path, content=encoded(form), headers=headers).status_code)
            return answers

        with ThreadPoolExecutor(8) as pool:
            assert set().union(*pool.map(tell, journeys)) == {200}

    ended = {e164: running.message(message_ids[e164]) for e164 in phones}
    assert [ended[e164].status for e164 in phones] == [end for _, end in orders]
    assert all(message.contradicted_at is None for message in ended.values())
    assert all((message.ended_at is not None) == (message.status in ENDS) for message in ended.values())


@pytest.mark.soak
@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"reorder_callbacks": True, "duplicate_callbacks": 2}, id="backwards, three times each"),
        pytest.param({"status_delay": 0.7}, id="late"),
        pytest.param({"unknown_status": "pondering"}, id="a status unheard of"),
        pytest.param(BEFORE_THE_ANSWER, id="before the provider has answered"),
        pytest.param(BEFORE_THE_ANSWER | {"next_store_then_drop": 20}, id="and the answer is lost"),
    ],
)
def test_whatever_the_provider_does_to_its_reports_the_text_ends_as_delivered(
    running: RunningSchool, faults: dict[str, object], sized: Callable[[int, int], int]
) -> None:
    phones = running.new_phones(sized(100, 10))
    running.provider.behave()
    running.provider.misbehave(**faults)
    message_ids = running.write_to(phones, "Mañana no hay clases, {}")

    wait_until(lambda: all_stand_at(running, message_ids, S.DELIVERED), "all are delivered")
    sent = [text for text in running.provider.taken() if text.to in message_ids]
    assert len(sent) == len(phones)
    assert {message_ids[text.to]: text.sid for text in sent} == {
        message_id: running.message(message_id).provider_sid for message_id in message_ids.values()
    }
