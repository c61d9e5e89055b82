"""A text before it is in the outbox: its words, its moments, and what the gate says of it. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.consent.standing import Standing
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.departure import Circumstances, Ends, Waits, departure
from app.messages.message import ASKS_NOBODY, PRECEDENCE, Direction, MessageKind, Precedence
from app.schools.school import School
from app.sms.encoding import Encoding, with_plain_punctuation
from app.sms.segments import WITH_PICTURE, measure

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
LONGEST_BODY = 1600
"""Twilio refuses more (21617)."""

FRESH_FOR = {
    MessageKind.REPLY: timedelta(hours=24),
    MessageKind.AUTO_REPLY: timedelta(minutes=30),
    MessageKind.OPT_OUT_CONFIRMATION: timedelta(minutes=5),
    MessageKind.TIP: timedelta(hours=24),
    MessageKind.EVENT: timedelta(hours=24),
    MessageKind.BROADCAST: timedelta(hours=24),
    MessageKind.EMERGENCY: timedelta(hours=12),
}
"""How long after it was due a text is still worth sending; the confirmation's five minutes are the FCC's (a)(12)."""

AT_ANY_HOUR = frozenset({MessageKind.AUTO_REPLY, MessageKind.OPT_OUT_CONFIRMATION, MessageKind.EMERGENCY})


@dataclass(frozen=True, slots=True)
class Destination:
    """A conversation, as far as a text on its way there must know it."""

    thread_id: int
    phone_number_id: int
    line_id: int
    e164: str


@dataclass(frozen=True, slots=True)
class TextToSend:
    """What somebody wants to say, before anybody has asked whether it may leave; many conversations may share one."""

    body: str
    kind: MessageKind
    author_id: int | None = None
    due_at: datetime | None = None
    not_after: datetime | None = None
    any_time_until: datetime | None = None
    language: str | None = None
    batch_id: int | None = None
    precedence: Precedence | None = None
    """None for the usual one of its kind."""
    picture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A text as a phone will receive it, and between which moments."""

    kind: MessageKind
    author_id: int | None
    language: str | None
    batch_id: int | None
    precedence: Precedence
    picture_id: int | None
    words: str
    encoding: Encoding
    segments: int
    due_at: datetime
    not_after: datetime
    any_time_until: datetime | None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a text stands from the beginning."""

    status: DeliveryStatus
    due_at: datetime
    reason: FailureReason | None = None
    ended_at: datetime | None = None
    attention_at: datetime | None = None


def write(school: School, text: TextToSend, *, now: datetime) -> Written:
    """Raises Invalid for a body that no phone could receive."""
    words = clean_body(text.body)
    measured = measure(words)
    wanted_at = max(text.due_at or now, now)
    not_after = text.not_after or _fresh_until(school, text.kind, wanted_at)
    return Written(
        kind=text.kind,
        author_id=text.author_id,
        language=text.language,
        batch_id=text.batch_id,
        precedence=PRECEDENCE.get(text.kind, Precedence.MANY) if text.precedence is None else text.precedence,
        picture_id=text.picture_id,
        words=words,
        encoding=measured.encoding,
        segments=measured.segments if text.picture_id is None else WITH_PICTURE,
        due_at=wanted_at,
        not_after=not_after,
        any_time_until=not_after if text.kind in AT_ANY_HOUR else text.any_time_until,
    )


def _fresh_until(school: School, kind: MessageKind, wanted_at: datetime) -> datetime:
    if kind in AT_ANY_HOUR:
        return wanted_at + FRESH_FOR[kind]
    # A reply that must wait for the morning is as fresh then as one that is written then.
    return school.texting_hours.next_moment(wanted_at) + FRESH_FOR[kind]


def start_of(school: School, text: Written, line_id: int, known: Standing, *, now: datetime) -> Start:
    """Say at once what the gate would say later, so that the writer sees it now."""
    verdict = departure(
        Circumstances(
            kind=text.kind,
            due_at=text.due_at,
            not_after=text.not_after,
            any_time_until=text.any_time_until,
            texting_hours=school.texting_hours,
            is_opted_out=known.opt_out is not None,
            is_blocked_on_line=line_id in known.blocked_lines,
            is_under_review=known.review is not None,
            texts_within_an_hour=0,  # the claim counts: only then is it known how many have left
            hourly_cap=school.hourly_cap,
        ),
        now=now,
    )
    match verdict:
        case Waits(until):
            return Start(DeliveryStatus.QUEUED, until)
        case Ends(status, reason):
            asks = status is DeliveryStatus.EXPIRED and text.kind not in ASKS_NOBODY
            return Start(status, text.due_at, reason, ended_at=now, attention_at=now if asks else None)
    return Start(DeliveryStatus.QUEUED, text.due_at)


def row_of(school: School, text: Written, to: Destination, start: Start, *, now: datetime) -> dict[str, Any]:
    """Its columns in the table of messages."""
    return {
        "school_id": school.id,
        "thread_id": to.thread_id,
        "phone_number_id": to.phone_number_id,
        "line_id": to.line_id,
        "direction": Direction.OUT,
        "kind": text.kind,
        "status": start.status,
        "body": text.words,
        "language": text.language,
        "author_id": text.author_id,
        "batch_id": text.batch_id,
        "precedence": text.precedence,
        "picture_id": text.picture_id,
        "encoding": text.encoding,
        "segments": text.segments,
        "created_at": now,
        "due_at": start.due_at,
        "not_after": text.not_after,
        "any_time_until": text.any_time_until,
        "ended_at": start.ended_at,
        "reason": start.reason,
        "attention_at": start.attention_at,
    }


def clean_body(body: str) -> str:
    """The words as they will leave: plain punctuation, one kind of line break, no control characters, no blank ends."""
    lines = display_text(body).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    words = with_plain_punctuation(_CONTROL.sub("", lines)).strip()
    if not words:
        raise Invalid(_l("Write something first."))
    if len(words.encode("utf-16-le")) // 2 > LONGEST_BODY:
        raise Invalid(_l("A text can have at most %(count)s characters."), count=LONGEST_BODY)
    return words
