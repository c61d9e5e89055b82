"""A family's text on its way to the school, and the carrier's own answers."""

import base64

import pytest
from twilio.request_validator import RequestValidator

from app.simulator.config import ProviderOptOut
from app.simulator.inbound import carrier_keyword
from tests.simulator.conftest import ACCOUNT, LINE, OFFICE, ROSA, TOKEN, Product, Raise, Stage, eventually


def text(stage: Stage, body: str, **more: object) -> dict[str, object]:
    return stage.control("texts", {"from": ROSA, "to": LINE, "body": body} | more)


def shown(stage: Stage) -> str:
    return stage.http.get("/").text


def test_the_webhook_gets_every_field_that_twilio_sends_blank_ones_too(
    stage: Stage, product: Product
) -> None:
    told = text(stage, "¿Hay clases mañana?")

    (call,) = product.calls
    assert call.url == "/webhooks/twilio/inbound"
    assert told == {"sid": call.fields["MessageSid"], "webhook_status": 200}
    sid = call.fields["MessageSid"]
    assert call.fields == {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": ROSA,
        "To": LINE,
        "Body": "¿Hay clases mañana?",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
        "FromCountry": "US",
        "ToCity": "",
        "ToState": "",
        "ToZip": "",
        "ToCountry": "US",
    }
    assert RequestValidator(TOKEN).validate(product.url + call.url, call.fields, call.signature)


def test_pictures_travel_as_addresses_and_bytes_may_be_anything(stage: Stage, product: Product) -> None:
    strange = base64.b64encode(b"not a picture").decode()
    text(stage, "", media=["note", {"content_type": "image/jpeg", "base64": strange}])

    fields = product.calls[0].fields
    assert fields["MessageSid"].startswith("MM")
    assert (fields["NumMedia"], fields["Body"]) == ("2", "")
    assert (fields["MediaContentType0"], fields["MediaContentType1"]) == ("image/png", "image/jpeg")
    root = f"{stage.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/{fields['MessageSid']}/Media/ME"
    assert fields["MediaUrl0"].startswith(root)
    assert stage.http.get(fields["MediaUrl1"], auth=(ACCOUNT, TOKEN)).content == b"not a picture"


def test_a_product_in_trouble_is_called_again_with_the_same_text(stage: Stage, product: Product) -> None:
    product.answers = [500, 403, 200]

    assert text(stage, "Hola")["webhook_status"] == 200

    assert len(product.calls) == 3
    assert len({call.fields["MessageSid"] for call in product.calls}) == 1
    assert len({call.token for call in product.calls}) == 1
    assert "Delivered to the school" in shown(stage)


def test_after_four_tries_the_phone_says_that_the_text_did_not_arrive(stage: Stage, product: Product) -> None:
    product.answers = [500] * 9

    assert text(stage, "Hola")["webhook_status"] == 500

    assert len(product.calls) == 4
    assert "Not delivered to the school" in shown(stage)


def test_a_product_that_is_not_there_costs_the_text(raise_stage: Raise) -> None:
    stage = raise_stage(product_url="http://127.0.0.1:9")

    assert text(stage, "Hola")["webhook_status"] == 0
    assert "Not delivered to the school" in shown(stage)


def test_without_waiting_the_answer_comes_at_once(stage: Stage, product: Product) -> None:
    assert text(stage, "Hola", wait=False)["webhook_status"] is None
    assert eventually(lambda: product.calls)


def test_a_family_text_is_in_the_api_as_received(stage: Stage) -> None:
    sid = str(text(stage, "Hola")["sid"])

    message = stage.twilio().messages(sid).fetch()
    assert (message.direction, message.status, message.from_, message.to) == (
        "inbound",
        "received",
        ROSA,
        LINE,
    )


def test_stop_blocks_the_pair_is_confirmed_on_the_phone_and_still_reaches_the_product(
    stage: Stage, product: Product
) -> None:
    text(stage, " Stop ")

    assert product.calls[0].fields["Body"] == " Stop "
    assert "OptOutType" not in product.calls[0].fields
    assert "successfully been unsubscribed" in shown(stage)
    refused = stage.post()
    assert (refused.status_code, refused.json()["code"]) == (400, 21610)
    assert stage.post(From=OFFICE).status_code == 201, "the block is on the line that was told"

    text(stage, "HELP")
    assert "Reply STOP to unsubscribe. Msg" not in shown(stage), "who has opted out gets no help"
    text(stage, "UNSTOP")
    assert "re-subscribed" in shown(stage)
    assert stage.post().status_code == 201


def test_yes_from_somebody_who_never_stopped_is_an_ordinary_word(stage: Stage) -> None:
    text(stage, "YES")

    assert "re-subscribed" not in shown(stage)


def test_help_is_answered_by_the_carrier(stage: Stage, product: Product) -> None:
    text(stage, "help")

    assert "Reply STOP to unsubscribe. Msg" in shown(stage)
    assert len(product.calls) == 1
    assert stage.http.get("/control/sent").json() == []


def test_with_advanced_opt_out_the_webhook_names_the_kind_and_spanish_words_count(
    raise_stage: Raise, product: Product
) -> None:
    stage = raise_stage(provider_opt_out="advanced")

    for word in ("ALTO", "iniciar", "Ayuda", "Hola"):
        text(stage, word)

    assert [call.fields.get("OptOutType") for call in product.calls] == ["STOP", "START", "HELP", None]
    assert "Su suscripción ha sido cancelada" in shown(stage)


def test_without_opt_out_handling_stop_is_only_a_text(raise_stage: Raise) -> None:
    stage = raise_stage(provider_opt_out="none")
    text(stage, "STOP")

    assert stage.post().status_code == 201
    assert "unsubscribed" not in shown(stage)


@pytest.mark.parametrize(
    ("body", "mode", "kind"),
    [
        ("STOP", "default", "STOP"),
        ("optout", "default", "STOP"),
        ("STOP PLEASE", "default", None),
        ("stop.", "default", None),
        ("ALTO", "default", None),
        ("ALTO", "advanced", "STOP"),
        ("CANCELAR la cita", "advanced", None),
        ("Unstop", "default", "START"),
        ("INFO", "default", "HELP"),
        ("STOP", "none", None),
        ("", "advanced", None),
    ],
)
def test_only_a_whole_single_word_is_a_keyword(body: str, mode: str, kind: str | None) -> None:
    keyword = carrier_keyword(body, ProviderOptOut(mode))

    assert (keyword.kind if keyword else None) == kind
