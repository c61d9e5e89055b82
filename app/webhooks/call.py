"""One signed call of the provider, and how it is kept."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from app.messages.provider_event import EventKind
from app.webhooks.signature import Form

_NAME = re.compile(r"[\x21-\x7e]{1,80}")
"""What a provider's name for a thing looks like, and what any database can hold."""


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
        "key": _key(call.kind, call.raw, call.form),
        "body": call.raw,
        "query": call.query[:400],
        "received_at": now,
    }


def _key(kind: EventKind, raw: bytes, form: Form) -> str:
    """What names the thing that a call tells of, however often it is told.

    Status calls differ by status and error code (peers that used the message's id alone threw all but the first away).
    """
    fields = dict(form)
    names = [fields.get("MessageSid") or fields.get("SmsSid") or ""]
    if kind is EventKind.STATUS:
        names += [fields.get("MessageStatus") or "-", fields.get("ErrorCode") or "-"]
    if not all(_NAME.fullmatch(name) for name in names):
        return f"{kind.value}:{hashlib.sha256(raw).hexdigest()}"
    return ":".join(["in" if kind is EventKind.INBOUND else "st", *names])[:200]
