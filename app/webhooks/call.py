"""One signed call of the provider, and how it is kept."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from app.messages.provider_event import EventKind
from app.webhooks.signature import Form

_NAME = re.compile(r"[\x21-\x7e]{1,80}")
"""What a provider's name for a thing looks like, and what any database can hold."""


_ID = re.compile(r"[0-9]{1,18}")
"""What an id of ours looks like; 18 digits fit into every database's largest number."""


@dataclass(frozen=True)
class Call:
    """One signed webhook call."""

    kind: EventKind
    raw: bytes
    form: Form
    query: str


def row_of(call: Call, now: datetime) -> dict[str, object]:
    """What is kept of it, byte for byte."""
    return {
        "kind": call.kind,
        "key": _key(call.kind, call.raw, call.form, call.query),
        "body": call.raw,
        "query": call.query[:400],
        "received_at": now,
    }


def _key(kind: EventKind, raw: bytes, form: Form, query: str) -> str:
    """What names the thing that a call tells of, however often it is told.

    Status calls differ by status and error code (peers that used the message's id alone threw all but the first away).
    """
    fields = dict(form)
    if "CallSid" in fields:
        return _key_of_voice(kind, raw, fields, query)
    names = [fields.get("MessageSid") or fields.get("SmsSid") or ""]
    if kind is EventKind.STATUS:
        names += [fields.get("MessageStatus") or "-", fields.get("ErrorCode") or "-"]
    if not all(_NAME.fullmatch(name) for name in names):
        return f"{kind.value}:{hashlib.sha256(raw).hexdigest()}"
    return ":".join(["in" if kind is EventKind.INBOUND else "st", *names])[:200]


def _key_of_voice(kind: EventKind, raw: bytes, fields: dict[str, str], query: str) -> str:
    """What is told of a call; the address counts how often its words had been heard, so that each press is one."""
    names = [fields["CallSid"], fields.get("Digits") or "-", fields.get("CallStatus") or "-"]
    if not all(_NAME.fullmatch(name) for name in names):
        return f"{kind.value}:{hashlib.sha256(raw).hexdigest()}"
    return ":".join(["call", *names, hashlib.sha256(query.encode()).hexdigest()[:16]])[:200]


def our_number(query: str, name: str) -> int | None:
    """A number that our own address carried; None where it carried nothing usable."""
    digits = parse_qs(query).get(name, [""])[0]
    return int(digits) if _ID.fullmatch(digits) else None
