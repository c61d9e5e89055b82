"""What the product is told about the texts it sent."""

import pytest
from twilio.request_validator import RequestValidator

from app.simulator.callbacks import signature
from tests.simulator.conftest import (
    ACCOUNT,
    LINE,
    ROSA,
    TOKEN,
    Product,
    Raise,
    Stage,
    eventually,
    free_port,
    serving,
)


def callback(product: Product) -> str:
    return product.url + "/webhooks/twilio/status?message=17&attempt=1"


def test_every_status_after_the_first_is_reported_to_the_given_address_query_and_all(
    stage: Stage, product: Product
) -> None:
    sid = (
        stage.twilio()
        .messages.create(to=ROSA, from_=LINE, body="Hola", status_callback=callback(product))
        .sid
    )

    assert eventually(lambda: len(product.calls) == 3)
    assert product.reports() == ["sending", "sent", "delivered"]
    assert {call.url for call in product.calls} == {"/webhooks/twilio/status?message=17&attempt=1"}
    assert product.calls[-1].fields == {
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
        "AccountSid": ACCOUNT,
        "From": LINE,
        "To": ROSA,
        "ApiVersion": "2010-04-01",
    }


def test_the_official_validator_accepts_the_signature(stage: Stage, product: Product) -> None:
    stage.post(StatusCallback=callback(product))

    assert eventually(lambda: product.calls)
    call = product.calls[0]
    validator = RequestValidator(TOKEN)
    assert validator.validate(product.url + call.url, call.fields, call.signature)
    assert not validator.validate(product.url + call.url, call.fields | {"To": LINE}, call.signature)


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("https://school.example/in", {"Body": "", "FromCity": "", "From": "+12065550111"}),
        ("https://school.example:8443/in?a=1&b=%20", {"Body": " ¿Mañana? 😀\n", "body": "x", "_": "1"}),
        ("http://127.0.0.1:8000/in", {}),
    ],
)
def test_signatures_equal_those_of_the_official_validator(url: str, fields: dict[str, str]) -> None:
    assert signature(url, list(fields.items()), TOKEN) == RequestValidator(TOKEN).compute_signature(
        url, fields
    )


def test_the_fragment_of_an_address_is_neither_signed_nor_called(stage: Stage, product: Product) -> None:
    stage.post(StatusCallback=callback(product) + "#rc=3&rp=all")

    assert eventually(lambda: product.calls)
    assert product.calls[0].url == "/webhooks/twilio/status?message=17&attempt=1"
    assert RequestValidator(TOKEN).validate(
        callback(product), product.calls[0].fields, product.calls[0].signature
    )


def test_behind_a_proxy_the_public_address_is_signed_and_the_inner_one_called(
    raise_stage: Raise, product: Product
) -> None:
    stage = raise_stage(public_url="https://texts.school.example")
    stage.post(StatusCallback="https://texts.school.example/status?message=5")

    assert eventually(lambda: product.calls)
    call = product.calls[0]
    assert call.url == "/status?message=5"
    public = "https://texts.school.example/status?message=5"
    assert RequestValidator(TOKEN).validate(public, call.fields, call.signature)


def test_a_report_is_tried_once_more_when_nobody_was_there(raise_stage: Raise) -> None:
    late = Product(f"http://127.0.0.1:{free_port()}")
    stage = raise_stage(delay=0.4)
    stage.post(StatusCallback=late.url + "/status")

    # Nobody listens at the first try of `sending`; somebody does at the second.
    assert eventually(lambda: stage.http.get("/control/counts").json()["webhook_answers"].get("0"))
    with serving(late.app(), int(late.url.rpartition(":")[2])):
        assert eventually(lambda: "delivered" in late.reports())

    assert late.reports() == ["sending", "sent", "delivered"]


def test_an_error_answer_is_final(stage: Stage, product: Product) -> None:
    product.answers = [500, 404, 200]
    stage.post(StatusCallback=callback(product))

    assert eventually(lambda: len(product.calls) == 3)
    assert product.reports() == ["sending", "sent", "delivered"]


def test_answers_without_content_are_as_good(stage: Stage, product: Product) -> None:
    product.answers = [204] * 6
    for _ in range(2):
        stage.post(StatusCallback=callback(product))

    assert eventually(lambda: len(product.calls) == 6)
    assert eventually(lambda: stage.http.get("/control/counts").json()["webhook_answers"] == {"204": 6})


def test_without_an_address_nothing_is_reported(stage: Stage, product: Product) -> None:
    messages = stage.twilio().messages
    sid = messages.create(to=ROSA, from_=LINE, body="Hola").sid

    assert eventually(lambda: messages(sid).fetch().status == "delivered")
    assert product.calls == []


def test_reports_go_through_when_the_product_closes_every_connection(stage: Stage, product: Product) -> None:
    product.hang_up = True
    for _ in range(5):
        stage.post(StatusCallback=callback(product))

    assert eventually(lambda: len(product.calls) == 15)
    assert sorted(set(product.reports())) == ["delivered", "sending", "sent"]
