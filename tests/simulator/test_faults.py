"""Fates by number, and misbehaviour by switch."""

import time

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.simulator.conftest import LINE, OMAR, ROSA, Product, Raise, Stage, eventually


def number(fate: str) -> str:
    return "+1206555" + fate


def accepted(stage: Stage, to: str) -> int:
    return len(stage.http.get("/control/sent", params={"to": to}).json())


@pytest.mark.parametrize(
    ("fate", "status", "error_code"),
    [
        ("0101", "delivered", None),
        ("0102", "undelivered", "30005"),
        ("0107", "undelivered", "30006"),
        ("0110", "delivered", None),
    ],
)
def test_the_last_digits_choose_how_an_accepted_text_ends(
    stage: Stage, product: Product, fate: str, status: str, error_code: str | None
) -> None:
    stage.post(To=number(fate), StatusCallback=product.url + "/status")

    assert eventually(lambda: len(product.calls) == 3)
    assert product.calls[-1].fields["MessageStatus"] == status
    assert product.calls[-1].fields.get("ErrorCode") == error_code
    assert "ErrorCode" not in product.calls[0].fields


def test_0103_is_too_busy_twice_and_then_accepts(stage: Stage) -> None:
    answers = [stage.post(To=number("0103")) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [429, 429, 201, 429]
    assert answers[0].json()["code"] == 20429
    assert answers[0].headers["retry-after"] == "1"
    assert accepted(stage, number("0103")) == 1


def test_0104_has_opted_out(stage: Stage) -> None:
    with pytest.raises(TwilioRestException) as refused:
        stage.twilio().messages.create(to=number("0104"), from_=LINE, body="Hola")

    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert accepted(stage, number("0104")) == 0


def test_0105_stores_hangs_up_and_reports_all_the_same(stage: Stage, product: Product) -> None:
    messages = stage.twilio().messages
    with pytest.raises(requests.ConnectionError):
        messages.create(
            to=number("0105"), from_=LINE, body="Hola", status_callback=product.url + "/status?message=3"
        )

    assert [message.body for message in messages.list(to=number("0105"))] == ["Hola"]
    assert eventually(lambda: product.reports() == ["sending", "sent", "delivered"])
    assert product.calls[0].url == "/status?message=3"


def test_0106_stores_and_answers_500(stage: Stage) -> None:
    messages = stage.twilio().messages
    with pytest.raises(TwilioRestException) as failed:
        messages.create(to=number("0106"), from_=LINE, body="Hola")

    assert (failed.value.status, failed.value.code) == (500, 20500)
    assert len(messages.list(to=number("0106"))) == 1


def test_without_fates_every_number_delivers(raise_stage: Raise) -> None:
    stage = raise_stage(fates=False)

    answers = [stage.post(To=number(fate)) for fate in ("0102", "0103", "0104", "0105", "0106", "0107")]

    assert {answer.status_code for answer in answers} == {201}
    assert eventually(lambda: stage.http.get("/control/counts").json()["by_status"] == {"delivered": 6})


def test_the_next_texts_are_answered_as_told_and_then_all_is_well(stage: Stage) -> None:
    stage.control(
        "faults", {"next_refused": 2, "refuse_status": 400, "refuse_code": 30001, "refuse_retry_after": None}
    )

    answers = [stage.post() for _ in range(3)]

    assert [(answer.status_code, answer.json().get("code")) for answer in answers] == [
        (400, 30001),
        (400, 30001),
        (201, None),
    ]
    assert "retry-after" not in answers[0].headers


def test_the_next_texts_are_stored_and_then_dropped_or_answered_500(stage: Stage) -> None:
    stage.control("faults", {"next_store_then_drop": 1, "next_store_then_500": 1})
    messages = stage.twilio().messages

    with pytest.raises(requests.ConnectionError):
        messages.create(to=ROSA, from_=LINE, body="1")
    with pytest.raises(TwilioRestException):
        messages.create(to=ROSA, from_=LINE, body="2")
    messages.create(to=ROSA, from_=LINE, body="3")

    assert [message.body for message in messages.list()] == ["3", "2", "1"]


def test_latency_comes_after_storing_so_that_a_caller_who_gives_up_has_sent(stage: Stage) -> None:
    stage.control("faults", {"api_latency": 0.5})
    begun = time.monotonic()
    assert stage.post().status_code == 201
    assert time.monotonic() - begun >= 0.5

    with pytest.raises(requests.ReadTimeout):
        stage.twilio(timeout=0.1).messages.create(to=OMAR, from_=LINE, body="gave up")
    assert accepted(stage, OMAR) == 1


def test_when_down_the_api_refuses_everything(stage: Stage) -> None:
    stage.control("faults", {"down": True})
    answer = stage.post()
    assert (answer.status_code, answer.json()["code"]) == (503, 20503)
    with pytest.raises(TwilioException, match="503"):
        stage.twilio().messages.list()

    stage.control("reset")
    assert stage.post().status_code == 201


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"reorder_callbacks": True}, ["delivered", "sent", "sending"]),
        ({"duplicate_callbacks": 1}, ["sending", "sending", "sent", "sent", "delivered", "delivered"]),
        ({"unknown_status": "teleported"}, ["sending", "teleported", "delivered"]),
    ],
)
def test_reports_are_reordered_repeated_or_unheard_of(
    stage: Stage, product: Product, switches: dict[str, object], told: list[str]
) -> None:
    stage.control("faults", switches)
    stage.post(StatusCallback=product.url + "/status")

    assert eventually(lambda: len(product.calls) == len(told))
    assert product.reports() == told
    assert eventually(lambda: stage.http.get("/control/counts").json()["by_status"] == {"delivered": 1})


def test_dropped_reports_never_come_and_the_api_still_knows(stage: Stage, product: Product) -> None:
    stage.control("faults", {"drop_callbacks": True})
    sid = stage.post(StatusCallback=product.url + "/status").json()["sid"]

    assert eventually(lambda: stage.twilio().messages(sid).fetch().status == "delivered")
    assert product.calls == []


def test_the_pace_of_statuses_can_be_changed(stage: Stage, product: Product) -> None:
    stage.control("faults", {"status_delay": 60})
    stage.post(StatusCallback=product.url + "/status")

    assert stage.http.get("/control/counts").json()["by_status"] == {"queued": 1}
    assert product.calls == []


@pytest.mark.parametrize(
    "switches",
    [{"gravity": 1}, {"down": 1}, {"next_refused": -1}, {"next_refused": True}, {"api_latency": "long"}],
)
def test_a_switch_that_is_not_there_is_refused_and_nothing_changes(
    stage: Stage, switches: dict[str, object]
) -> None:
    before = stage.http.get("/control/faults").json()

    answer = stage.http.post("/control/faults", json={"reorder_callbacks": True} | switches)

    assert answer.status_code == 422
    assert stage.http.get("/control/faults").json() == before


def test_reset_clears_faults_and_on_request_the_store(stage: Stage) -> None:
    stage.control("faults", {"drop_callbacks": True, "api_latency": 0.01})
    stage.control("texts", {"from": ROSA, "to": LINE, "body": "STOP"})
    stage.post(To=OMAR)

    stage.control("reset")
    assert stage.http.get("/control/faults").json()["drop_callbacks"] is False
    assert stage.http.get("/control/counts").json()["accepted"] == 1
    assert stage.post().json()["code"] == 21610

    stage.control("reset", {"store": True})
    assert stage.http.get("/control/counts").json()["accepted"] == 0
    assert stage.post().status_code == 201
