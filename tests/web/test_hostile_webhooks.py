"""Whatever is posted at the provider's door: a clear answer, never an accident."""

from collections.abc import Iterator
from itertools import product

import httpx
import pytest
from sqlalchemy import select

from app.demo.cast import LINES, MAYA
from app.messages.message import Message
from app.messages.provider_event import ProviderEvent
from tests.support.installation import (
    INBOUND,
    STATUS,
    TOKEN,
    Form,
    encoded,
    incoming_form,
    new_sid,
    report_form,
    signature,
    signed_headers,
)
from tests.web.premises import Premises

LINE, FAMILY = LINES[0], MAYA.number
KEPT, BAD, REFUSED, NO_SUCH, WRONG_METHOD, TOO_LARGE = 200, 400, 403, 404, 405, 413
TEN_MEGABYTES = 10_000_000
EMOJI = "👩‍👩‍👧‍👦" * 100 + "🎒" * 900


def post(
    premises: Premises, client: httpx.Client, path: str, form: Form, raw: bytes | None = None
) -> httpx.Response:
    """Signed as the provider signs."""
    headers = signed_headers(premises.installation.public_url + path, form)
    return client.post(path, content=encoded(form) if raw is None else raw, headers=headers)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param(EMOJI, EMOJI, id="1,600 characters of emoji"),
        pytest.param("مرحبا، هل المدرسة مفتوحة غدًا؟", "مرحبا، هل المدرسة مفتوحة غدًا؟", id="right to left"),
        pytest.param("\u202eabc\u2066\u200f", "\u202eabc\u2066\u200f", id="marks that turn the line around"),
        pytest.param("SG9sYSBtYWVzdHJh", "SG9sYSBtYWVzdHJh", id="base64"),
        pytest.param("a\x00b\x00", "ab", id="NULs"),
        pytest.param("Ma\udcf1ana", "Ma�ana", id="a byte that is no UTF-8"),
        pytest.param("\udced\udca0\udc80", "���", id="half a character, encoded"),
        pytest.param("", "", id="nothing"),
        pytest.param("\r\n\t\x07\x1b[31m", "\r\n\t\x07\x1b[31m", id="control characters"),
        pytest.param("{{7*7}} %s %(x)s <script>alert(1)</script> ' or 1=1 --", None, id="other languages"),
        pytest.param("x" * 100_000, "x" * 100_000, id="a hundred thousand letters"),
    ],
)
def test_any_words_of_a_family_are_kept_and_shown(
    premises: Premises, client: httpx.Client, sent: str, shown: str | None
) -> None:
    form = incoming_form(FAMILY, LINE, sent)
    assert post(premises, client, INBOUND, form).status_code == KEPT
    with premises.database.reading() as session:
        message = session.scalars(
            select(Message).where(Message.provider_sid == dict(form)["MessageSid"])
        ).one()
    assert message.body == (sent if shown is None else shown)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("From", "whatsapp:US.1234", id="WhatsApp"),
        pytest.param("From", "+1206555\x000111", id="a NUL in the number"),
        pytest.param("From", "\udcff", id="a number that is no UTF-8"),
        pytest.param("From", "", id="no number"),
        pytest.param("From", "+" + "9" * 500, id="an endless number"),
        pytest.param("From", "+١٢٠٦٥٥٥٠١١١", id="Arabic digits"),
        pytest.param("To", "+15005550006", id="a line that no school has"),
        pytest.param("To", "\x00", id="a line that is a NUL"),
        pytest.param("MessageSid", "", id="no name"),
        pytest.param("MessageSid", "S" * 10_000, id="an endless name"),
        pytest.param("MessageSid", "SM\x00\udcff", id="a name that no database holds"),
    ],
)
def test_a_text_that_cannot_be_filed_is_kept_for_a_person(
    premises: Premises, client: httpx.Client, field: str, value: str
) -> None:
    form = [
        (n, value if n in {field, field.replace("Message", "Sms")} else v)
        for n, v in incoming_form(FAMILY, LINE, "Hola")
    ]
    assert post(premises, client, INBOUND, form).status_code == KEPT
    with premises.database.reading() as session:
        event = session.scalars(select(ProviderEvent).order_by(ProviderEvent.id.desc()).limit(1)).one()
    assert event.body == encoded(form)
    assert event.problem is not None


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"NumMedia": "99999999999999999999"}, id="countless pictures"),
        pytest.param({"NumMedia": "-1", "MediaUrl0": "javascript:alert(1)"}, id="a picture that is a script"),
        pytest.param(
            {"MediaUrl0": "http://169.254.169.254/", "MediaContentType0": "\x00"}, id="a local address"
        ),
        pytest.param({"MediaUrl0": "https://x/" + "y" * 5000}, id="an endless address"),
        pytest.param({"MediaUrl0": "\x00\udcff"}, id="an address that no database holds"),
        pytest.param({"OptOutType": "\x00"}, id="an opt-out of no kind"),
        pytest.param({"\udcff\x00": "\udcff"}, id="a field whose name is no text"),
    ],
)
def test_odd_fields_beside_a_text_do_not_keep_it_out(
    premises: Premises, client: httpx.Client, more: dict[str, str]
) -> None:
    form = incoming_form(FAMILY, LINE, "Hola", **more)
    assert post(premises, client, INBOUND, form).status_code == KEPT
    with premises.database.reading() as session:
        sid = dict(form)["MessageSid"]
        assert session.scalars(select(Message).where(Message.provider_sid == sid)).one().body == "Hola"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        pytest.param("", report_form(new_sid(), "pondering"), id="a status unheard of"),
        pytest.param("", report_form(new_sid(), "\x00\udcff"), id="a status that is no word"),
        pytest.param("", report_form(new_sid(), ""), id="no status"),
        pytest.param("", report_form("", "sent"), id="no name"),
        pytest.param("", report_form("\x00", "sent"), id="a NUL for a name"),
        pytest.param("", report_form(new_sid(), "failed", error_code="9" * 400), id="an endless error"),
        pytest.param("", report_form(new_sid(), "failed", error_code="\x00"), id="an error that is a NUL"),
        pytest.param(
            "?message=99999999999999999999&attempt=1", report_form(new_sid(), "sent"), id="too large"
        ),
        pytest.param("?message=-1&attempt=x", report_form(new_sid(), "sent"), id="no numbers"),
        pytest.param("?message=%00&attempt=%ff", report_form(new_sid(), "sent"), id="no text"),
        pytest.param("?message=%D9%A3&attempt=%D9%A1", report_form(new_sid(), "sent"), id="Arabic digits"),
        pytest.param(
            "?message=1&message=2&attempt=" + "1" * 5000, report_form(new_sid(), "sent"), id="endless"
        ),
        pytest.param("", [], id="nothing at all"),
        pytest.param("", [("", ""), ("a", "b"), ("a", "b"), ("a", "c")], id="fields that mean nothing"),
    ],
)
def test_any_report_is_taken(premises: Premises, client: httpx.Client, query: str, form: Form) -> None:
    assert post(premises, client, STATUS + query, form).status_code == KEPT


@pytest.mark.parametrize(("extra", "answer"), [(1000 - 14, KEPT), (1001 - 14, BAD)])
def test_a_form_has_at_most_a_thousand_fields(
    premises: Premises, client: httpx.Client, extra: int, answer: int
) -> None:
    form = [*incoming_form(FAMILY, LINE, "Hola"), *((f"Field{n}", "") for n in range(extra))]
    assert len(form) in {1000, 1001}
    assert post(premises, client, INBOUND, form).status_code == answer


@pytest.mark.parametrize("path", [INBOUND, STATUS])
def test_ten_megabytes_are_refused_whether_announced_or_not(
    premises: Premises, client: httpx.Client, path: str
) -> None:
    form = incoming_form(FAMILY, LINE, "x" * TEN_MEGABYTES)
    headers = signed_headers(premises.installation.public_url + path, form)

    def in_pieces() -> Iterator[bytes]:
        body = encoded(form)
        yield from (body[start : start + 65536] for start in range(0, len(body), 65536))

    assert client.post(path, content=encoded(form), headers=headers).status_code == TOO_LARGE
    assert answer_or_hang_up(client, path, in_pieces(), headers) in {TOO_LARGE, None}


def answer_or_hang_up(
    client: httpx.Client, path: str, pieces: Iterator[bytes], headers: dict[str, str]
) -> int | None:
    """None when the server has hung up on somebody who went on talking."""
    try:
        return client.post(path, content=pieces, headers=headers).status_code
    except httpx.TransportError:
        return None


@pytest.mark.parametrize(
    "given",
    [
        pytest.param([], id="missing"),
        pytest.param([""], id="blank"),
        pytest.param(["AAAAAAAAAAAAAAAAAAAAAAAAAAA="], id="made up"),
        pytest.param(["\xff\xfe"], id="no text"),
        pytest.param(["=" * 10_000], id="endless"),
        pytest.param(["of another token"], id="another token's"),
        pytest.param(["two in one"], id="two in one header"),
        pytest.param(["made up", "right"], id="the second of two"),
    ],
)
def test_without_the_right_signature_nothing_is_looked_at(
    premises: Premises, client: httpx.Client, given: list[str]
) -> None:
    form = incoming_form(FAMILY, LINE, "Hola")
    for path in (INBOUND, STATUS):
        url = premises.installation.public_url + path
        right, others = signature(url, form), signature(url, form, "x" * len(TOKEN))
        meant = {"of another token": others, "two in one": f"{others},{right}", "right": right}
        signatures = [meant.get(words, words).encode("latin-1") for words in given]
        headers = [
            (b"Content-Type", b"application/x-www-form-urlencoded"),
            *((b"X-Twilio-Signature", words) for words in signatures),
        ]
        assert client.post(path, content=encoded(form), headers=headers).status_code == REFUSED, path


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "multipart/form-data; boundary=x", "text/plain; charset=utf-7", "", "\x7f"],
)
def test_the_content_type_decides_nothing(
    premises: Premises, client: httpx.Client, content_type: str
) -> None:
    form = incoming_form(FAMILY, LINE, "Hola")
    headers = signed_headers(premises.installation.public_url + INBOUND, form) | {
        "Content-Type": content_type
    }
    assert client.post(INBOUND, content=encoded(form), headers=headers).status_code == KEPT
    assert client.post(INBOUND, content=b'{"Body": "Hola"}', headers=headers).status_code == REFUSED


def test_the_doors_are_for_posting(premises: Premises, client: httpx.Client) -> None:
    for method, path in product(("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"), (INBOUND, STATUS)):
        headers = signed_headers(premises.installation.public_url + path, [])
        assert client.request(method, path, headers=headers).status_code == WRONG_METHOD, (method, path)


@pytest.mark.parametrize(
    "path", ["/webhooks/twilio/inbound/", "/webhooks/twilio", "/webhooks/../inbound", "/webhooks/twilio/%00"]
)
def test_there_are_no_other_doors(premises: Premises, client: httpx.Client, path: str) -> None:
    answer = post(premises, client, path, incoming_form(FAMILY, LINE, "Hola"))
    assert answer.status_code in {NO_SUCH, 307}
