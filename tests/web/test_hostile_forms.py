"""Whatever a browser, or what looks like one, posts at the dashboard: a clear answer, never an accident."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select

from app.demo.cast import CARMEN, DEMO_PASSWORD, LEE, LINES
from app.messages.message import Direction, Message
from app.messages.thread import Thread
from tests.support.cast import incoming, text_in
from tests.web.premises import COOKIE, NOBODY, Premises, Visitor

SEE_OTHER, BAD, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_LARGE, UNREADABLE = 303, 400, 401, 403, 404, 413, 422
CLEAR = frozenset(
    {200, 204, SEE_OTHER, BAD, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, 409, TOO_LARGE, UNREADABLE, 429}
)
TEN_MEGABYTES = 10_000_000
FORM = "application/x-www-form-urlencoded"

ODD_IDS = [
    "99999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "0",
    "-1",
    "1e5",
    "1.5",
    "abc",
    "%00",
    "%ff%fe",
    "%D9%A3",
    "%F0%9F%8E%92",
    "1" * 5000,
    "..%2f..%2fetc",
    "%0d%0aX:1",
]
ODD_WORDS = {
    "NULs": "a\x00b",
    "emoji": "👩‍👩‍👧‍👦" * 100 + "🎒" * 900,
    "right to left": "\u202e\u05e9\u05dc\u05d5\u05dd\u2066",
    "a hundred thousand letters": "x" * 100_000,
    "control characters": "\r\n\x07\x1b[31m",
    "other languages": "{{7*7}} %(x)s %s <script>alert(1)</script> ' or 1=1 --",
    "a number": "99999999999999999999999999",
    "a year that never was": "0000-00-00T99:99",
    "the last moment": "9999-12-31T23:59",
    "the first moment": "0001-01-01T00:00",
}
ODD_BODIES = [
    pytest.param(b"email=%00&password=%00&to=%00&csrf=%00&body=%00", FORM, id="NULs"),
    pytest.param(b"email=\xff\xfe&password=%ff%fe&to=%ff&csrf=%ff&body=%ff", FORM, id="invalid UTF-8"),
    pytest.param(
        b"body=%ED%A0%80&email=%ED%A0%80&csrf=%ED%A0%80&password=%ED%B0%80", FORM, id="half characters"
    ),
    pytest.param(b"&".join(b"field%d=" % n for n in range(1001)), FORM, id="1,001 fields"),
    pytest.param(b"body=x&" * 5000, FORM, id="the same field 5,000 times"),
    pytest.param(b"=&=&&&;%", FORM, id="no form at all"),
    pytest.param(b"", FORM, id="nothing"),
    pytest.param(b"body=%u1234%zz%", FORM, id="wrong escapes"),
    pytest.param(b'{"body": "Hola"}', "application/json", id="JSON"),
    pytest.param(
        b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", id="half a part"
    ),
    pytest.param(b"garbage", "multipart/form-data", id="parts without a boundary"),
    pytest.param(b"garbage", "multipart/form-data; boundary=" + "y" * 300, id="an endless boundary"),
    pytest.param(
        b'--x\r\nContent-Disposition: form-data; name="body"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\x00\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
        id="a file where words belong",
    ),
    pytest.param(b"body=Hola", FORM + "; charset=utf-7", id="another encoding"),
    pytest.param(b"body=Hola", "\x7f/\x7f", id="no type"),
]


@pytest.fixture(scope="module")
def lee(premises: Premises) -> Visitor:
    return premises.signed_in(premises.cast.staff[LEE.email])


@pytest.fixture(scope="module")
def thread_id(premises: Premises) -> int:
    """A conversation that Ms. Lee may see."""
    with premises.database.writing() as session:
        message = text_in(
            session, incoming(CARMEN.number, "Hola, maestra", line=LINES[0]), now=datetime.now(UTC)
        )
        assert message is not None
        return message.thread_id


def forms(premises: Premises, thread_id: int) -> dict[str, list[str]]:
    """Every address that takes a form, with the fields that it reads."""
    with premises.database.reading() as session:
        newest = session.scalars(select(Message.id).where(Message.thread_id == thread_id)).first()
    thread, message = f"/threads/{thread_id}", f"/messages/{newest}"
    return {
        "/sign-in": ["email", "password", "to"],
        "/invitations/none": ["password", "again"],
        f"{thread}/reply": [
            *("text_en", "text_es", "put_es", "for_es", "seen", "when", "send_at", "how", "queue")
        ],
        f"{thread}/proposal": ["text_en", "text_es", "language", "queue"],
        f"{thread}/read-back": ["text_en", "text_es", "language", "queue"],
        f"{thread}/phrases": ["text_en", "text_es", "queue"],
        f"{thread}/phrases/absence.several_days": ["slot_child", "slot_date", "slot_other", "queue"],
        "/phrases": ["text_en", "text_es", "topic", "thread"],
        "/phrases/1/retire": ["thread"],
        f"{thread}/notes": ["note", "queue"],
        f"{thread}/draft": ["text_en", "text_es"],
        f"{thread}/assign": ["to", "queue"],
        f"{thread}/close": ["queue"],
        f"{thread}/reopen": ["queue"],
        f"{thread}/snooze": ["until", "queue"],
        "/stop-reviews/1": ["decision", "queue"],
        f"{message}/send-again": ["queue"],
        f"{message}/leave": ["queue"],
        f"{message}/release": ["queue"],
        f"{message}/cancel": ["queue"],
        f"{message}/doubt": ["language", "note", "queue"],
        f"{thread}/language": ["language", "queue"],
        "/translations/1/approve": ["body"],
        "/translations/1/send-back": ["reason"],
        "/account/languages": ["language"],
        "/languages/words": ["word", "topic"],
        "/languages/words/take-out": ["word"],
        "/languages/promise": ["hours"],
        "/lines/1/resume": [],
        "/account/language": ["language"],
    }


@pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in ODD_WORDS.items()])
def test_any_words_in_any_field_are_answered(
    premises: Premises, client: httpx.Client, lee: Visitor, thread_id: int, words: str
) -> None:
    for path, fields in forms(premises, thread_id).items():
        for field in fields:
            form = {"csrf": lee.csrf, "when": "later", field: words}
            answer = client.post(path, data=form, headers=lee.headers)
            assert answer.status_code in CLEAR, (path, field, answer.status_code)


@pytest.mark.parametrize(("body", "content_type"), ODD_BODIES)
def test_any_body_is_answered(
    premises: Premises, client: httpx.Client, lee: Visitor, thread_id: int, body: bytes, content_type: str
) -> None:
    for path in forms(premises, thread_id):
        for visitor in (lee, NOBODY):
            headers = visitor.headers | {"Content-Type": content_type, "X-CSRF-Token": visitor.csrf}
            answer = client.post(path, content=body, headers=headers)
            assert answer.status_code in CLEAR, (path, answer.status_code)


def test_ten_megabytes_are_refused_at_every_form(
    premises: Premises, client: httpx.Client, lee: Visitor, thread_id: int
) -> None:
    for path in forms(premises, thread_id):
        headers = lee.headers | {"Content-Type": FORM, "X-CSRF-Token": lee.csrf}
        assert (
            client.post(path, content=b"body=" + b"x" * TEN_MEGABYTES, headers=headers).status_code
            == TOO_LARGE
        )


def test_ten_megabytes_that_were_not_announced_are_refused_at_the_sign_in(client: httpx.Client) -> None:
    def in_pieces() -> Iterator[bytes]:
        yield b"email="
        yield from [b"x" * 100_000] * (TEN_MEGABYTES // 100_000)

    try:
        answer = client.post("/sign-in", content=in_pieces(), headers={"Content-Type": FORM})
    except httpx.TransportError:
        return  # it hung up on somebody who went on talking
    assert answer.status_code == TOO_LARGE


@pytest.mark.parametrize("odd", ODD_IDS)
def test_an_id_that_names_nothing_is_not_found(client: httpx.Client, lee: Visitor, odd: str) -> None:
    for path in (
        f"/threads/{odd}/reply",
        f"/threads/{odd}/notes",
        f"/threads/{odd}/draft",
        f"/threads/{odd}/assign",
        f"/threads/{odd}/close",
        f"/threads/{odd}/reopen",
        f"/threads/{odd}/snooze",
        f"/messages/{odd}/send-again",
        f"/messages/{odd}/leave",
        f"/messages/{odd}/release",
        f"/messages/{odd}/cancel",
        f"/messages/{odd}/doubt",
        f"/threads/{odd}/language",
        f"/translations/{odd}/approve",
        f"/translations/{odd}/send-back",
        f"/stop-reviews/{odd}",
        f"/lines/{odd}/resume",
    ):
        form = {"csrf": lee.csrf, "text_es": "Hola", "until": "2099-01-01T10:00", "decision": "stop"}
        form |= {"language": "es", "reason": "x"}
        assert client.post(path, data=form, headers=lee.headers).status_code in {NOT_FOUND, UNREADABLE}, path
    for path in (f"/media/{odd}", f"/invitations/{odd}", f"/static/{odd}/{odd}", f"/{odd}"):
        assert client.get(path, headers=lee.headers).status_code == NOT_FOUND, path


@pytest.mark.parametrize("odd", [*ODD_IDS, "inbox", "%0a", "%7B%7B7*7%7D%7D", "x" * 3000])
def test_any_question_in_an_address_is_answered(client: httpx.Client, lee: Visitor, odd: str) -> None:
    for path in ("/inbox", "/live"):
        for name in ("queue", "thread", "q", "after", "before", "pane", "version"):
            answer = client.get(f"{path}?{name}={odd}", headers=lee.headers)
            assert answer.status_code in CLEAR, (path, name, answer.status_code)
    for name in ("language", "queue"):
        answer = client.get(f"/messages/1/doubt?{name}={odd}", headers=lee.headers)
        assert answer.status_code in CLEAR, (name, answer.status_code)
    for name in ("to", "lang"):
        assert client.get(f"/sign-in?{name}={odd}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Cookie": f"{COOKIE}=" + "x" * 8000}, id="an endless session"),
        pytest.param({"Cookie": f"{COOKIE}=\x7f\xff"}, id="a session that is no text"),
        pytest.param({"Cookie": ";;;=;=" + COOKIE}, id="no cookies"),
        pytest.param({"Accept-Language": ";q=x,*;;q=9e99," + "en," * 2000}, id="no language"),
        pytest.param({"Accept-Language": "\xff"}, id="a language that is no text"),
        pytest.param({"Origin": "http://["}, id="no origin"),
        pytest.param({"Origin": "null"}, id="a hidden origin"),
        pytest.param({"Origin": "http://[::1"}, id="half an origin"),
        pytest.param({"Host": "evil.example"}, id="another host"),
        pytest.param({"X-CSRF-Token": "\xff"}, id="a proof that is no text"),
        pytest.param({"X-Forwarded-For": "\x7f", "X-Forwarded-Proto": "\x7f"}, id="forwarded from nowhere"),
        pytest.param({"HX-Request": "true", "HX-Current-URL": "http://["}, id="htmx at no page"),
        pytest.param({"Range": "bytes=9-1"}, id="a range the wrong way round"),
    ],
)
def test_any_headers_are_answered(client: httpx.Client, headers: dict[str, str]) -> None:
    odd = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    for path in ("/sign-in", "/inbox", "/account/language", "/invitations/none"):
        assert client.get(path, headers=odd).status_code in CLEAR | {405}, path
        answer = client.post(
            path, content=b"email=a&password=b", headers={b"Content-Type": FORM.encode()} | odd
        )
        assert answer.status_code in CLEAR | {405}, path


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            "POST /sign-in HTTP/1.1\r\nContent-Length: 99999999999999999999", id="an endless length"
        ),
        pytest.param("POST /sign-in HTTP/1.1\r\nContent-Length: -1", id="less than nothing"),
        pytest.param("POST /sign-in HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", id="two lengths"),
        pytest.param("POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzz", id="no pieces"),
        pytest.param("GET /" + "x" * 100_000 + " HTTP/1.1", id="an endless address"),
        pytest.param("GET /\x00 HTTP/1.1", id="a NUL in the address"),
        pytest.param("\x16\x03\x01\x02\x00", id="TLS"),
    ],
)
def test_what_is_hardly_http_is_refused(client: httpx.Client, head: str) -> None:
    where = client.base_url
    with socket.create_connection((where.host, where.port or 80), timeout=10) as wire:
        wire.sendall(f"{head}\r\nHost: {where.host}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        assert wire.recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 413", b"HTTP/1.1 414"}


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\x00", "\n/inbox"],
)
def test_signing_in_never_leads_to_another_site(client: httpx.Client, to: str) -> None:
    form = {"email": LEE.email, "password": DEMO_PASSWORD, "to": to}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == SEE_OTHER
    assert answer.headers["Location"] in {"/inbox", "/"}


def test_nothing_odd_has_been_put_into_the_outbox(premises: Premises, thread_id: int) -> None:
    """What the tests above have posted was refused, or scheduled for a moment that can be meant."""
    with premises.database.reading() as session:
        texts = session.scalars(
            select(Message).where(Message.thread_id == thread_id, Message.direction == Direction.OUT)
        ).all()
        assert session.get_one(Thread, thread_id) is not None
    assert [text.body for text in texts if "\x00" in text.body] == []
