"""The two addresses that the provider calls: what they answer, to whatever is posted."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.foundation.database import Database
from app.messages.message import Direction, Message
from app.messages.provider_event import ProviderEvent
from app.webhooks.signature import SIGNATURE_HEADER, parse_form
from app.webhooks.twilio import Doorkeeper, twilio_router
from tests.support.cast import MAYA, NOON, ROSA, make_cast
from tests.webhooks.calls import PUBLIC_URL, keeper, signature, text_fields

INBOUND, STATUS = "/webhooks/twilio/inbound", "/webhooks/twilio/status"
MOST_BYTES = 20_000


def application(who: Doorkeeper) -> FastAPI:
    app = FastAPI(openapi_url=None, max_body_size=MOST_BYTES)
    app.include_router(twilio_router(who))
    return app


def post(
    who: Doorkeeper, path: str, fields: list[tuple[str, str]] | dict[str, str], **how: object
) -> httpx.Response:
    """One call; signed as it should be unless `signed` says otherwise, sent in pieces if `streamed`."""
    pairs = list(fields.items()) if isinstance(fields, dict) else fields
    body = how.pop("raw", None) or urlencode(pairs).encode()
    assert isinstance(body, bytes)
    signed = how.pop("signed", signature(path, pairs))
    headers: dict[str, str | bytes] = {"Content-Type": "application/x-www-form-urlencoded"}
    if signed is not None:
        headers[SIGNATURE_HEADER] = str(signed).encode("latin-1")

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(application(who))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            content = pieces() if how.pop("streamed", False) else body
            raw_headers = [
                (k.encode(), v if isinstance(v, bytes) else v.encode()) for k, v in headers.items()
            ]
            return await client.post(path, content=content, headers=raw_headers)

    return asyncio.run(go())


def kept(database: Database) -> tuple[int, int]:
    """How many calls are kept, and how many texts have arrived."""
    with database.reading() as session:
        calls = session.scalar(select(func.count()).select_from(ProviderEvent)) or 0
        texts = select(func.count()).select_from(Message).where(Message.direction == Direction.IN)
        return calls, session.scalar(texts) or 0


@pytest.fixture
def small_town(sqlite_url: str) -> Iterator[Database]:
    """On SQLite alone, for what is decided before any database is asked."""
    database = Database(sqlite_url)
    make_cast(database, NOON)
    yield database
    database.close()


def test_a_signed_text_is_taken_and_nothing_is_said(town: Database) -> None:
    answer = post(keeper(town), INBOUND, text_fields(MAYA, "¿A qué hora?"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert kept(town) == (1, 1)


def test_a_signed_report_is_taken_with_the_address_it_was_sent_to(town: Database) -> None:
    path = f"{STATUS}?message=7&attempt=1"
    answer = post(keeper(town), path, {"MessageSid": "SM1", "MessageStatus": "sent"})
    assert answer.status_code == 200
    with town.reading() as session:
        assert session.scalars(select(ProviderEvent.query)).one() == "message=7&attempt=1"


@pytest.mark.parametrize("signed", [None, "", "bm90IG91cnM=", "ünsigned".encode().decode("latin-1")])
@pytest.mark.parametrize("path", [INBOUND, STATUS])
def test_a_call_that_nobody_of_ours_signed_leaves_no_trace(
    small_town: Database, path: str, signed: str | None
) -> None:
    answer = post(keeper(small_town), path, text_fields(MAYA, "Hello"), signed=signed)
    assert answer.status_code == 403
    assert kept(small_town) == (0, 0)


def test_a_signature_of_other_words_does_not_fit(small_town: Database) -> None:
    fields = text_fields(MAYA, "Hello")
    signed = signature(INBOUND, list((fields | {"Body": "STOP"}).items()))
    assert post(keeper(small_town), INBOUND, fields, signed=signed).status_code == 403
    assert post(keeper(small_town), f"{INBOUND}?x=1", fields, signed=signed).status_code == 403


ODD_FIELDS: list[dict[str, str]] = [
    {"From": "whatsapp:US.1234"},
    {"From": ""},
    {"To": ""},
    {"Body": ""},
    {"MessageSid": ""},
    {"Body": "NUL\x00"},
    {"MessageSid": "SM\x00"},
    {"Body": "🎒" * 1600},
    {"Body": "\u202eright to left"},
    {"Body": "aGVsbG8="},
    {"NumMedia": "11", "MediaUrl0": "javascript:alert(1)"},
    {"OptOutType": "PERHAPS"},
]


@pytest.mark.parametrize("path", [INBOUND, STATUS])
def test_whatever_is_signed_is_kept_and_answered(town: Database, path: str) -> None:
    for number, odd in enumerate(ODD_FIELDS, 1):
        answer = post(keeper(town), path, text_fields(MAYA, "Hello") | odd)
        assert (answer.status_code, kept(town)[0]) == (200, number), odd


def test_bytes_that_are_no_text_in_any_alphabet_are_kept_and_answered(town: Database) -> None:
    raw = b"MessageSid=SM1&From=%2B12065550113&To=%2B12065550190&Body=caf\xff\xfe%FF"
    fields = list(parse_form(raw))
    answer = post(keeper(town), INBOUND, fields, raw=raw)
    assert answer.status_code == 200
    with town.reading() as session:
        assert session.scalars(select(ProviderEvent.body)).one() == raw
        assert session.scalars(select(Message.body)).one().startswith("caf")


def test_too_many_fields_are_told_so(small_town: Database) -> None:
    fields = [("MessageSid", "SM1"), *((f"Field{n}", "x") for n in range(1000))]
    answer = post(keeper(small_town), INBOUND, fields)
    assert answer.status_code == 400
    assert kept(small_town) == (0, 0)


@pytest.mark.parametrize("streamed", [False, True], ids=["announced", "in pieces"])
@pytest.mark.parametrize("path", [INBOUND, STATUS])
def test_a_body_that_is_too_long_is_told_so_before_it_is_read_to_its_end(
    small_town: Database, path: str, streamed: bool
) -> None:
    fields = text_fields(MAYA, "x" * 2 * MOST_BYTES)
    assert post(keeper(small_town), path, fields, streamed=streamed).status_code == 413
    assert kept(small_town) == (0, 0)


def test_a_body_in_pieces_that_fits_is_taken(small_town: Database) -> None:
    answer = post(keeper(small_town), INBOUND, text_fields(MAYA, "x" * 5000), streamed=True)
    assert answer.status_code == 200
    assert kept(small_town) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nothing_but_a_post_is_known(small_town: Database, method: str) -> None:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(application(keeper(small_town)))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            return await client.request(method, INBOUND)

    assert asyncio.run(go()).status_code == 405


def test_when_nothing_can_be_kept_the_provider_is_asked_to_try_again(small_town: Database) -> None:
    gone = Database("postgresql+psycopg://nobody@/nowhere?host=/nonexistent")
    answer = post(keeper(gone, clock=small_town.time), INBOUND, text_fields(MAYA, "Hello"))
    assert answer.status_code == 503
    assert kept(small_town) == (0, 0)
    gone.close()


def test_fifty_calls_at_once_are_all_taken(town: Database) -> None:
    who = keeper(town)
    app = application(who)
    posts = []
    for number in range(50):
        pairs = list(text_fields(MAYA if number % 2 else ROSA, f"Text {number}").items())
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            SIGNATURE_HEADER: signature(INBOUND, pairs),
        }
        posts.append((urlencode(pairs).encode(), headers))

    async def go() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as client:
            calls = [client.post(INBOUND, content=body, headers=headers) for body, headers in posts * 2]
            return [answer.status_code for answer in await asyncio.gather(*calls)]

    assert asyncio.run(asyncio.wait_for(go(), 60)) == [200] * 100
    assert kept(town) == (50, 50)
