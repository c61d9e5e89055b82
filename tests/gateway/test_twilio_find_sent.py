"""Asking the provider what it took for a number."""

import json
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.gateway.port import FailureReason, ReportedStatus
from app.gateway.twilio import TwilioGateway
from tests.gateway.pretend_host import ACCOUNT, LINE, ROSA, Behaviour, Host, answering, hanging_up

NOON = datetime(2026, 11, 21, 20, 0, 7, tzinfo=UTC)


def listed(**what_matters: object) -> dict[str, object]:
    return {
        "sid": "SM1",
        "to": ROSA,
        "from": LINE,
        "body": "Hola",
        "status": "queued",
        "error_code": None,
        "direction": "outbound-api",
        "date_created": format_datetime(NOON),
        "date_sent": None,
    } | what_matters


def page(*messages: dict[str, object]) -> Behaviour:
    return answering(
        200, json.dumps({"messages": messages, "next_page_uri": None, "page": 0, "page_size": 200})
    )


def test_a_text_that_still_waits_at_the_provider_is_found(gateway: TwilioGateway, host: Host) -> None:
    host.plays(page(listed()))
    (text,) = gateway.find_sent(to=ROSA, since=NOON)
    assert (text.provider_sid, text.to, text.line, text.body) == ("SM1", ROSA, LINE, "Hola")
    assert text.created_at == NOON
    assert text.report.meaning is ReportedStatus.ACCEPTED


def test_the_provider_is_asked_by_number_alone(gateway: TwilioGateway, host: Host) -> None:
    host.plays(page())
    gateway.find_sent(to=ROSA, since=NOON)
    asked = urlsplit(host.heard[0].request.removeprefix("GET "))
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert parse_qs(asked.query) == {"To": [ROSA], "PageSize": ["200"]}


def test_texts_from_before_are_left_out_and_the_newest_comes_first(
    gateway: TwilioGateway, host: Host
) -> None:
    ages = {"SM-older": -1, "SM-old": 1, "SM-new": 60, "SM-newer": 61}
    host.plays(
        page(
            *[
                listed(sid=sid, date_created=format_datetime(NOON + timedelta(seconds=age)))
                for sid, age in ages.items()
            ]
        )
    )
    found = gateway.find_sent(to=ROSA, since=NOON)
    assert [text.provider_sid for text in found] == ["SM-newer", "SM-new", "SM-old"]


def test_a_text_of_the_same_second_counts_as_since_then(gateway: TwilioGateway, host: Host) -> None:
    host.plays(page(listed()))
    central = timezone(timedelta(hours=-6))
    assert gateway.find_sent(to=ROSA, since=(NOON + timedelta(milliseconds=900)).astimezone(central))


def test_what_came_in_or_has_no_date_is_not_something_we_sent(gateway: TwilioGateway, host: Host) -> None:
    host.plays(page(listed(direction="inbound"), listed(date_created=None), listed(date_created="yesterday")))
    assert gateway.find_sent(to=ROSA, since=NOON) == []


def test_how_a_text_ended_is_told_in_our_words(gateway: TwilioGateway, host: Host) -> None:
    host.plays(page(listed(status="undelivered", error_code=30005)))
    (text,) = gateway.find_sent(to=ROSA, since=NOON)
    assert (text.report.error_code, text.report.reason) == ("30005", FailureReason.NUMBER_OUT_OF_SERVICE)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hanging_up, id="no answer"),
        pytest.param(answering(500, "{}"), id="500"),
        pytest.param(answering(429, "{}"), id="429"),
        pytest.param(answering(401, json.dumps({"code": 20003})), id="401"),
        pytest.param(answering(200, "<html>", "text/html"), id="no JSON"),
        pytest.param(answering(200, "[]"), id="a list"),
        pytest.param(answering(200, "null"), id="nothing"),
        pytest.param(answering(200, "{}"), id="no messages"),
        pytest.param(answering(200, json.dumps({"messages": [7]})), id="a number for a message"),
        pytest.param(answering(200, json.dumps({"messages": 7})), id="a number for the messages"),
    ],
)
def test_a_provider_that_does_not_answer_is_an_os_error(
    gateway: TwilioGateway, host: Host, behaviour: Behaviour
) -> None:
    host.plays(behaviour)
    with pytest.raises(OSError, match="Twilio does not list messages"):
        gateway.find_sent(to=ROSA, since=NOON)
