"""Twilio's two webhooks: a family's text, and what became of one of ours.

Both keep the call byte for byte, work on it inside a savepoint, commit, and only then answer 200. When our own code
fails, the call is kept as unprocessed for `puente replay`; when the database itself is gone, the answer is 503, so that
Twilio tries again.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, insert_or_ignore
from app.foundation.errors import DomainError, Invalid
from app.foundation.logging import get_logger
from app.gateway.twilio import read_incoming_text, read_status_report
from app.inbox.receive import Front, receive_text
from app.messages.delivery_reports import receive_report
from app.messages.message import Message
from app.messages.provider_event import EventKind, ProviderEvent
from app.schools.phone_line import PhoneLine
from app.webhooks.signature import Form, is_signed, parse_form, signed_url

log = get_logger(__name__)

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeoutError)


@dataclass(frozen=True)
class Doorkeeper:
    """What the webhooks need: where things are kept, and how a real call is told from a forged one."""

    database: Database
    clock: Clock
    front: Front
    public_url: str
    auth_tokens: tuple[str, ...]


def twilio_router(keeper: Doorkeeper) -> APIRouter:
    """The two addresses that Twilio calls."""
    router = APIRouter(prefix="/webhooks/twilio")

    @router.post("/inbound")
    async def inbound(request: Request) -> Response:
        return await _answer(request, keeper, EventKind.INBOUND)

    @router.post("/status")
    async def status(request: Request) -> Response:
        return await _answer(request, keeper, EventKind.STATUS)

    return router


async def _answer(request: Request, keeper: Doorkeeper, kind: EventKind) -> Response:
    raw = await request.body()
    signature = request.headers.get("X-Twilio-Signature")
    if not signature:
        return Response("This address takes signed calls only.", 403)
    try:
        form = parse_form(raw)
    except Invalid as refusal:
        return Response(str(refusal), 400)
    query = request.url.query
    url = signed_url(keeper.public_url, request.url.path, query)
    settings_header = request.headers.get("X-Twilio-Webhooks-Signature-Settings")
    if not is_signed(url, form, signature, settings_header, keeper.auth_tokens):
        log.warning("webhook_signature_wrong", kind=kind.value)
        return Response("The signature of this call does not fit.", 403)
    try:
        await to_thread.run_sync(take_event, keeper, kind, raw, form, query)
    except DATABASE_GONE as gone:
        log.warning("webhook_database_gone", kind=kind.value, problem=type(gone).__name__)
        return Response("The database does not answer. Please try again.", 503)
    return Response(NOTHING_TO_SAY, media_type="text/xml")


def take_event(keeper: Doorkeeper, kind: EventKind, raw: bytes, form: Form, query: str) -> None:
    """The call is kept and, unless our own code fails on it, worked on; committed when this returns.

    Raises one of DATABASE_GONE when nothing could be kept.
    """
    now = keeper.clock()
    with keeper.database.writing() as session:
        event_id = session.execute(
            insert_or_ignore(session, ProviderEvent).returning(ProviderEvent.id),
            {
                "kind": kind,
                "key": _key(kind, raw, form),
                "body": raw,
                "query": query[:400],
                "received_at": now,
            },
        ).scalar()
        if event_id is None:
            return  # a repeat of what has been kept
        problem = _attempt(session, keeper.front, kind, form, query, now=now)
        if problem is not None:
            session.execute(
                update(ProviderEvent)
                .where(ProviderEvent.id == event_id)
                .values(problem=problem, school_id=_school_of(session, form))
            )


def replay_event(session: Session, event: ProviderEvent, *, front: Front, now: datetime) -> str | None:
    """An unprocessed call has been worked on again; returns why it failed once more, or None.

    A text keeps the moment at which it came, so that staff see how long the family has waited.
    """
    problem = _attempt(session, front, event.kind, parse_form(event.body), event.query, now=now)
    event.problem = problem
    if problem is None and event.kind is EventKind.INBOUND:
        sid = dict(parse_form(event.body)).get("MessageSid")
        session.execute(
            update(Message).where(Message.provider_sid == sid).values(created_at=event.received_at)
        )
    return problem


def _attempt(
    session: Session, front: Front, kind: EventKind, form: Form, query: str, *, now: datetime
) -> str | None:
    """Work on a call in a savepoint; returns why it failed, or None."""
    try:
        with session.begin_nested():
            _WORK[kind](session, front, form, query, now)
    except DATABASE_GONE:
        raise
    except DomainError as refusal:
        log.warning("event_refused", kind=kind.value, why=refusal.sentence)
        return refusal.sentence
    except Exception as failure:  # the raw call must be kept whatever our code did wrong
        log.exception("event_unprocessed", kind=kind.value)
        return f"{type(failure).__name__}: {failure}"[:2000]
    return None


def _receive(session: Session, front: Front, form: Form, _query: str, now: datetime) -> None:
    receive_text(session, read_incoming_text(form), front=front, now=now)


def _report(session: Session, _front: Front, form: Form, query: str, now: datetime) -> None:
    ours = parse_qs(query)
    receive_report(
        session,
        read_status_report(form),
        message_id=_number(ours.get("message")),
        attempt=_number(ours.get("attempt")),
        now=now,
    )


_WORK: dict[EventKind, Callable[[Session, Front, Form, str, datetime], None]] = {
    EventKind.INBOUND: _receive,
    EventKind.STATUS: _report,
}


def _number(values: Sequence[str] | None) -> int | None:
    most = 2**63 - 1
    if values and values[0].isascii() and values[0].isdigit() and int(values[0]) <= most:
        return int(values[0])
    return None


def _key(kind: EventKind, raw: bytes, form: Form) -> str:
    """What names the thing that a call tells of, however often it is told.

    Status calls differ by status and error code (peers that used the message's id alone threw all but the first away).
    """
    fields = dict(form)
    sid = fields.get("MessageSid") or fields.get("SmsSid")
    if not sid:
        return f"{kind.value}:{hashlib.sha256(raw).hexdigest()}"
    if kind is EventKind.INBOUND:
        return f"in:{sid}"[:200]
    return f"st:{sid}:{fields.get('MessageStatus', '')}:{fields.get('ErrorCode', '')}"[:200]


def _school_of(session: Session, form: Form) -> int | None:
    line = dict(form).get("To", "").replace("\x00", "")
    return session.scalar(select(PhoneLine.school_id).where(PhoneLine.e164 == line))
