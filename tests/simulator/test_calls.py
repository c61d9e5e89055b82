"""The pretend switchboard through the official client, and the page on which a phone rings."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.simulator.conftest import (
    ACCOUNT,
    LINE,
    ROSA,
    TOKEN,
    Product,
    Raise,
    Stage,
    eventually,
)

HELEN = "+12065550117"
WORDS = (
    '<Response><Gather action="{0}/keys?heard=0"><Say language="es-US">Hoy no hay clases.</Say></Gather>'
    "<Say>Bye</Say></Response>"
)
EVENTS = ["initiated", "ringing", "answered", "completed"]
AS_SCRIPT = {"Accept": "application/json"}


def call(stage: Stage, product: Product, to: str = HELEN, **more: object) -> str:
    placed = stage.twilio().calls.create(
        to=to,
        from_=LINE,
        twiml=WORDS.format(product.url),
        status_callback=f"{product.url}/told?call=7&attempt=1",
        status_callback_event=EVENTS,
        **more,
    )
    return str(placed.sid)


def told(product: Product) -> list[str]:
    return [one.fields["CallStatus"] for one in product.calls if one.url.startswith("/told")]


def press(stage: Stage, **fields: str) -> int:
    form = {"lang": "en", "number": ROSA} | fields
    return stage.http.post("/phones/call", data=form, headers=AS_SCRIPT).status_code


def test_a_phone_that_nobody_draws_answers_and_hears_everything(stage: Stage, product: Product) -> None:
    sid = call(stage, product)
    assert eventually(lambda: told(product)[-1:] == ["completed"])

    assert told(product) == ["initiated", "ringing", "in-progress", "completed"]
    (heard,) = stage.http.get("/control/calls").json()
    assert heard["heard"] == [
        {"language": "es", "words": "Hoy no hay clases."},
        {"language": "en", "words": "Bye"},
    ]
    (listed,) = stage.twilio().calls.list(to=HELEN)
    assert (listed.sid, listed.status) == (sid, "completed")
    assert stage.twilio().calls(sid).fetch().status == "completed"


def test_what_is_told_is_signed_as_the_provider_signs(stage: Stage, product: Product) -> None:
    call(stage, product)
    assert eventually(lambda: told(product)[-1:] == ["completed"])

    validator = RequestValidator(TOKEN)
    for one in product.calls:
        assert validator.validate(product.url + one.url, one.fields, one.signature)


@pytest.mark.parametrize(("digits", "end"), [("0108", "no-answer"), ("0109", "busy"), ("0102", "failed")])
def test_some_numbers_have_a_fate(raise_stage: Raise, product: Product, digits: str, end: str) -> None:
    call(raise_stage(), product, f"+1206555{digits}")
    assert eventually(lambda: told(product)[-1:] == [end])
    assert "in-progress" not in told(product)


@pytest.mark.parametrize("digits", ["0105", "0106"])
def test_a_call_may_ring_although_its_caller_hears_nothing_of_it(
    raise_stage: Raise, product: Product, digits: str
) -> None:
    stage = raise_stage()
    with pytest.raises((TwilioRestException, OSError)):
        call(stage, product, f"+1206555{digits}")
    assert eventually(lambda: told(product)[-1:] == ["completed"])
    assert len(stage.http.get("/control/calls").json()) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "+1206"}, 21211),
        ({"From": "the office"}, 21212),
        ({"Twiml": "x" * 4001}, 32018),
        ({"Twiml": "", "Url": "nowhere"}, 21205),
        ({"Timeout": "0"}, 21208),
    ],
)
def test_a_call_that_cannot_be_placed_is_refused(stage: Stage, fields: dict[str, str], code: int) -> None:
    form = {"To": HELEN, "From": LINE, "Twiml": "<Response/>"} | fields
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    refused = stage.http.post(path, data=form, auth=(ACCOUNT, TOKEN))
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert stage.http.post(path, data=form, auth=(ACCOUNT, "wrong")).status_code == 401
    assert stage.http.get("/control/calls").json() == []


def test_words_too_long_to_come_along_are_fetched_when_somebody_answers(
    stage: Stage, product: Product
) -> None:
    stage.twilio().calls.create(to=HELEN, from_=LINE, url=f"{product.url}/words?call=7")
    assert eventually(lambda: [one.url for one in product.calls] == ["/words?call=7"])


def test_a_person_picks_up_presses_a_key_and_hangs_up(raise_stage: Raise, product: Product) -> None:
    stage = raise_stage(key_seconds=5.0)
    product.says.append(
        f'<Response><Gather action="{product.url}/keys?heard=1"><Say>Again</Say></Gather></Response>'
    )
    sid = call(stage, product, ROSA)
    assert eventually(lambda: "Call from Ms. Lee" in stage.http.get("/").text)
    assert "Llamada de Ms. Lee" in stage.http.get("/?lang=es").text

    assert press(stage, deed="answer") == 204
    assert eventually(lambda: "Hoy no hay clases." in stage.http.get("/").text)
    assert '<p lang="es">Hoy no hay clases.</p>' in stage.http.get("/").text
    assert press(stage, key="1") == 204
    assert eventually(lambda: "Again" in stage.http.get("/").text)
    (key,) = [one for one in product.calls if one.url.startswith("/keys")]
    assert (key.fields["Digits"], key.fields["CallSid"], key.fields["CallStatus"]) == (
        "1",
        sid,
        "in-progress",
    )
    answer = stage.http.post("/phones/call", data={"lang": "es", "number": ROSA, "deed": "hang-up"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=es#phone-12065550111")
    assert eventually(lambda: told(product)[-1:] == ["completed"])
    assert "Hang up" not in stage.http.get("/").text


def test_a_phone_that_nobody_takes_up_rings_out_and_one_that_is_declined_is_busy(
    raise_stage: Raise, product: Product
) -> None:
    stage = raise_stage(ring_seconds=0.2)
    call(stage, product, ROSA)
    assert eventually(lambda: told(product)[-1:] == ["no-answer"])
    product.calls.clear()

    stage = raise_stage(ring_seconds=5.0)
    call(stage, product, ROSA)
    assert eventually(lambda: press(stage, deed="hang-up") == 204)
    assert eventually(lambda: told(product)[-1:] == ["busy"])
    assert press(stage, deed="answer") == 409


def test_the_page_is_told_when_a_call_changes_and_only_then(stage: Stage, product: Product) -> None:
    assert stage.http.get("/phones/calls?after=0").status_code == 204
    call(stage, product, ROSA)
    assert eventually(
        lambda: "Call from" in stage.http.get("/phones/calls?after=0").json()["phones"]["phone-12065550111"]
    )
