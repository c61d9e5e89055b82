"""Twilio's two webhooks: a family's text, and what became of one of ours.

Both keep the call byte for byte, work on it, commit, and only then answer 200. When our own code fails, all it did is
undone, the call is kept as unprocessed for `puente replay`, and a STOP holds all the same; when the database itself is
gone, the answer is 503, so that Twilio tries again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, opt_out
from app.foundation.clock import Clock
from app.foundation.database import Database, add_or_ignore
from app.foundation.errors import DomainError, Invalid
from app.foundation.logging import get_logger
from app.foundation.text import display_text
from app.gateway.twilio import read_incoming_text, read_status_report
from app.inbox.keyword import keyword_of
from app.inbox.receive import Front, receive_text
from app.messages.delivery_reports import receive_report
from app.messages.message import Message
from app.messages.provider_event import EventKind, ProviderEvent
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.schools.queries import find_line, get_school
from app.sms.keywords import Keyword
from app.webhooks.call import Call, our_number, row_of
from app.webhooks.shared_commit import SharedCommit
from app.webhooks.signature import (
    SETTINGS_HEADER,
    SIGNATURE_HEADER,
    Form,
    is_signed,
    parse_form,
    signed_url,
)
from app.webhooks.voice_events import take_voice_event

log = get_logger(__name__)

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeoutError)
DEADLOCK = "40P01"
"""PostgreSQL's code for it."""


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
    together: SharedCommit[Call] = SharedCommit(
        lambda calls: take_calls(keeper, calls), at_once=1 if keeper.database.is_sqlite else 2
    )

    @router.post("/inbound")
    async def inbound(request: Request) -> Response:
        return await _answer(request, keeper, together, EventKind.INBOUND)

    @router.post("/status")
    async def status(request: Request) -> Response:
        return await _answer(request, keeper, together, EventKind.STATUS)

    return router


async def _answer(
    request: Request, keeper: Doorkeeper, together: SharedCommit[Call], kind: EventKind
) -> Response:
    call = await read_signed(request, keeper, kind)
    if isinstance(call, Response):
        return call
    try:
        await together.take(call)
    except DATABASE_GONE as gone:
        return database_gone(kind, gone)
    return Response(NOTHING_TO_SAY, media_type="text/xml")


async def read_signed(request: Request, keeper: Doorkeeper, kind: EventKind) -> Call | Response:
    """The call that the provider has made, or what somebody else is answered."""
    raw = await request.body()
    signature = request.headers.get(SIGNATURE_HEADER)
    if not signature:
        return Response("This address takes signed calls only.", 403)
    try:
        form = parse_form(raw)
    except Invalid as refusal:
        return Response(str(refusal), 400)
    query = request.url.query
    url = signed_url(keeper.public_url, request.url.path, query)
    if not is_signed(url, form, signature, request.headers.get(SETTINGS_HEADER), keeper.auth_tokens):
        log.warning("webhook_signature_wrong", kind=kind.value)
        return Response("The signature of this call does not fit.", 403)
    return Call(kind, raw, form, query)


def database_gone(kind: EventKind, gone: Exception) -> Response:
    """The provider is asked to try again."""
    log.warning("webhook_database_gone", kind=kind.value, problem=type(gone).__name__)
    return Response("The database does not answer. Please try again.", 503)


def take_calls(keeper: Doorkeeper, calls: Sequence[Call]) -> None:
    """All calls are kept and worked on, in one commit; when one of them fails, each in a commit of its own.

    Raises one of DATABASE_GONE when they could not be kept.
    """
    if len(calls) > 1:
        try:
            with keeper.database.writing() as session:
                for call in sorted(calls, key=_sender):  # one order for every process: fewer deadlocks
                    _take(session, keeper, call)
        except Exception:  # whichever call it was, it is found below
            if not keeper.database.is_reachable():
                raise
        else:
            return
    for call in calls:
        take_call(keeper, call)


def take_call(keeper: Doorkeeper, call: Call) -> None:
    """The call is kept and, unless our own code fails on it, worked on; committed when this returns.

    Raises one of DATABASE_GONE when nothing could be kept.
    """
    try:
        _until_no_deadlock(lambda: _take_in_a_commit(keeper, call))
    except DATABASE_GONE:
        raise
    except Exception as failure:  # noqa: BLE001 - the raw call is kept whatever our code did wrong
        problem = _describe(call.kind, failure)
        with keeper.database.writing() as session:
            now = keeper.clock()
            kept = {"problem": problem, "school_id": _school_of(session, call.form)}
            add_or_ignore(session, ProviderEvent, row_of(call, now) | kept)
            if call.kind is EventKind.INBOUND:
                _obey_stop(session, call.form, now=now)


def _obey_stop(session: Session, form: Form, *, now: datetime) -> None:
    """A STOP that our code failed on holds from this moment; everything else about it waits for `puente replay`."""
    try:
        text = read_incoming_text(form)
    except Invalid:
        return
    read, line = keyword_of(text), find_line(session, text.line)
    if read is not None and read.keyword is Keyword.STOP and line is not None:
        evidence = Evidence(ConsentChannel.TEXT, display_text(text.body), read.language, line.e164)
        opt_out(
            session, get_school(session, line.school_id), text.sender, OptOutSource.KEYWORD, evidence, now=now
        )


def _until_no_deadlock(work: Callable[[], None]) -> None:
    """The work is done, once more where the database ended it because another unit of work stood in its way.

    A 503 makes the provider call again only where it is configured to, so that this must not end in one.
    """
    for is_last in (False, False, True):
        try:
            work()
        except OperationalError as trouble:
            if is_last or getattr(trouble.orig, "sqlstate", None) != DEADLOCK:
                raise
            log.warning("webhook_deadlock")
        else:
            return


def _take_in_a_commit(keeper: Doorkeeper, call: Call) -> None:
    with keeper.database.writing() as session:
        _take(session, keeper, call)


def _take(session: Session, keeper: Doorkeeper, call: Call) -> None:
    now = keeper.clock()
    if add_or_ignore(session, ProviderEvent, row_of(call, now)) is not None:  # else a repeat
        _WORK[call.kind](session, keeper.front, call.form, call.query, now)


def _sender(call: Call) -> str:
    return dict(call.form).get("From", "")


def replay_event(session: Session, event: ProviderEvent, *, front: Front, now: datetime) -> str | None:
    """An unprocessed call has been worked on again; returns why it failed once more, or None.

    A text keeps the moment at which it came, so that staff see how long the family has waited.
    """
    form = parse_form(event.body)
    try:
        with session.begin_nested():
            _WORK[event.kind](session, front, form, event.query, now)
    except DATABASE_GONE:
        raise
    except Exception as failure:  # noqa: BLE001 - as above: the call stays kept
        event.problem = _describe(event.kind, failure)
        return event.problem
    event.problem = None
    if event.kind is EventKind.INBOUND:
        _date_back(session, dict(form).get("MessageSid"), event.received_at)
    return None


def _date_back(session: Session, sid: str | None, came_at: datetime) -> None:
    """The text came then, and its thread waits since then unless it has waited longer or waits for nobody."""
    thread_id = session.scalar(
        update(Message)
        .where(Message.provider_sid == sid)
        .values(created_at=came_at)
        .returning(Message.thread_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.waiting_since > came_at)
        .values(waiting_since=came_at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _describe(kind: EventKind, failure: Exception) -> str:
    """Why a call could not be worked on, for an engineer."""
    if isinstance(failure, DomainError):
        log.warning("event_refused", kind=kind.value, why=failure.sentence)
        return failure.sentence
    log.error("event_unprocessed", kind=kind.value, exc_info=failure)
    return display_text(f"{type(failure).__name__}: {failure}")[:2000]


def _receive(session: Session, front: Front, form: Form, _query: str, now: datetime) -> None:
    receive_text(session, read_incoming_text(form), front=front, now=now)


def _report(session: Session, _front: Front, form: Form, query: str, now: datetime) -> None:
    if any(name == "CallSid" for name, _ in form):
        take_voice_event(session, form, query, now=now)
        return
    receive_report(
        session,
        read_status_report(form),
        message_id=our_number(query, "message"),
        attempt=our_number(query, "attempt"),
        now=now,
    )


_WORK: dict[EventKind, Callable[[Session, Front, Form, str, datetime], None]] = {
    EventKind.INBOUND: _receive,
    EventKind.STATUS: _report,
}


def _school_of(session: Session, form: Form) -> int | None:
    line = display_text(dict(form).get("To", ""))
    return session.scalar(select(PhoneLine.school_id).where(PhoneLine.e164 == line))
