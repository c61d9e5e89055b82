"""Calls of the provider, as the webhooks take them."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from app.foundation.database import Database
from app.inbox.receive import Front
from app.messages.provider_event import EventKind
from app.webhooks.call import Call
from app.webhooks.signature import parse_form
from app.webhooks.twilio import Doorkeeper
from tests.support.cast import FRONT, MAIN, NOON, new_sid

TOKEN = "the token of these tests"
PUBLIC_URL = "https://puente.example.org"

Fields = dict[str, str]


def keeper(
    database: Database, *, front: Front = FRONT, clock: Callable[[], datetime] = lambda: NOON
) -> Doorkeeper:
    return Doorkeeper(database, clock, front, PUBLIC_URL, (TOKEN,))


def text_fields(sender: str, body: str, **more: str) -> Fields:
    return {"MessageSid": new_sid(), "From": sender, "To": MAIN, "Body": body, "NumMedia": "0", **more}


def call_of(kind: EventKind, raw: bytes, query: str = "") -> Call:
    return Call(kind, raw, parse_form(raw), query)


def text_call(sender: str, body: str, **more: str) -> Call:
    """A family's text is posted to us."""
    return call_of(EventKind.INBOUND, urlencode(text_fields(sender, body, **more)).encode())


def status_call(sid: str, status: str, code: str = "", *, query: str = "") -> Call:
    """The provider reports on a text of ours."""
    fields = {"MessageSid": sid, "MessageStatus": status, "ErrorCode": code}
    return call_of(EventKind.STATUS, urlencode(fields).encode(), query)


def signature(path: str, fields: list[tuple[str, str]]) -> str:
    """As Twilio signs: the address and every field, sorted."""
    words = PUBLIC_URL + path + "".join(name + value for name, value in sorted(fields))
    return b64encode(hmac.digest(TOKEN.encode(), words.encode("utf-8", "surrogateescape"), "sha1")).decode()
