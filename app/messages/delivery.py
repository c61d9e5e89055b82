"""Delivery: claim (commit), call the provider (nothing open), record (commit)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.foundation.clock import Clock, pause_seconds
from app.foundation.database import Database
from app.foundation.ids import jitter
from app.foundation.logging import get_logger
from app.gateway.port import (
    Accepted,
    FailureReason,
    Gateway,
    GivenUp,
    NextStep,
    OutgoingText,
    SendResult,
    TryAgain,
    Unknown,
)
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.claim import Claimed
from app.messages.delivery_status import DeliveryStatus
from app.messages.learning import learn_about_number, learn_carrier_opt_out, stop_lines
from app.messages.message import Message
from app.messages.thread import Thread

log = get_logger(__name__)

FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 300.0
MOST_ATTEMPTS = 12
CARRIER_ZONE = ZoneInfo("America/Los_Angeles")
"""T-Mobile's daily caps (30023, 30027) begin anew at midnight there."""
_ONCE_MORE = frozenset({NextStep.TRY_AGAIN_ONCE, NextStep.TRY_AGAIN_IN_HOURS})
RECORD_WAITS = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to record a result; after the last one the text counts as stalled."""
Result = tuple[Claimed, SendResult]
LONGEST_VALIDITY = timedelta(hours=10)
"""Twilio's validity period ends at 36,000 s."""


@dataclass(frozen=True)
class Delivery:
    """What one worker thread needs to hand texts over."""

    database: Database
    gateway: Gateway
    clock: Clock
    public_url: str
    unknown_after: timedelta


def hand_over(parts: Delivery, claimed: Claimed) -> SendResult:
    """The provider has been called for one claimed text, once; no transaction is open meanwhile."""
    return parts.gateway.send(
        OutgoingText(
            to=claimed.to,
            line=claimed.line,
            body=claimed.body,
            callback_url=callback_url(parts.public_url, claimed),
            valid_for_seconds=min(claimed.valid_for_seconds, int(LONGEST_VALIDITY.total_seconds())),
            messaging_service_sid=claimed.messaging_service_sid,
            picture_url=parts.public_url + claimed.picture_path if claimed.picture_path else None,
        )
    )


def record_results(parts: Delivery, results: Sequence[Result]) -> None:
    """What the provider said is written down, in one commit where nothing speaks against it.

    It must not be forgotten because the database is being restarted, so this waits and tries again. A result that
    cannot be recorded leaves its text `sending`, and so of unknown outcome when its time is up.
    """
    try:
        _record_patiently(parts, results)
    except Exception:
        if len(results) == 1:
            log.exception("result_not_recorded", message_id=results[0][0].message_id)
            return
        for result in results:
            record_results(parts, [result])


def _record_patiently(parts: Delivery, results: Sequence[Result]) -> None:
    for wait_seconds in (*RECORD_WAITS, None):
        try:
            with parts.database.writing() as session:
                for claimed, result in results:
                    record(session, claimed, result, unknown_after=parts.unknown_after, now=parts.clock())
        except (OperationalError, InterfaceError, PoolTimeoutError):
            if wait_seconds is None:
                raise
            pause_seconds(wait_seconds)
        else:
            return


def callback_url(public_url: str, claimed: Claimed) -> str:
    """Where the provider reports on this attempt; naming our own id heals a crash before its SID was stored."""
    return f"{public_url}/webhooks/twilio/status?message={claimed.message_id}&attempt={claimed.attempt}"


def record(
    session: Session, claimed: Claimed, result: SendResult, *, unknown_after: timedelta, now: datetime
) -> None:
    """The attempt has an outcome, and the text follows it if this attempt is still the current one."""
    if isinstance(result, Accepted) and _record_accepted(session, claimed, result, now=now):
        return
    message = session.scalars(select(Message).where(Message.id == claimed.message_id).with_for_update()).one()
    _close_attempt(session, claimed, result, now=now)
    undecided = {DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN}
    if isinstance(result, Accepted):
        # Nobody knew, so a person had it sent again; now we know, in time: it does not leave a second time.
        undecided |= {DeliveryStatus.QUEUED, DeliveryStatus.HELD}
    if message.attempt != claimed.attempt or message.status not in undecided:
        # A report was faster, or this worker woke late and somebody has decided meanwhile.
        if (
            isinstance(result, Accepted)
            and message.attempt == claimed.attempt
            and message.provider_sid is None
        ):
            message.provider_sid = result.provider_sid
        return
    match result:
        case Accepted():
            message.status, message.provider_sid = DeliveryStatus.ACCEPTED, result.provider_sid
            message.ask_provider_at = message.attention_at = None
        case Unknown():
            message.status, message.ask_provider_at = DeliveryStatus.UNKNOWN, now + unknown_after
            log.warning("text_outcome_unknown", message_id=message.id, detail=result.detail)
        case TryAgain():
            _wait(message, result, now=now)
        case GivenUp():
            _give_up(session, message, result, now=now)
    session.execute(
        update(Thread)
        .where(Thread.id == message.thread_id)
        .values(version=Thread.version + 1, touched_at=now)
    )


_ATTEMPT, _MESSAGE, _THREAD = (cast("Table", kind.__table__) for kind in (DeliveryAttempt, Message, Thread))
_ACCEPT = (
    update(_MESSAGE)
    .where(
        _MESSAGE.c.id == bindparam("message"),
        _MESSAGE.c.attempt == bindparam("nth"),
        _MESSAGE.c.status == DeliveryStatus.SENDING,
    )
    .values(status=DeliveryStatus.ACCEPTED, provider_sid=bindparam("sid"))
)
_CLOSE_ACCEPTED = (
    update(_ATTEMPT)
    .where(_ATTEMPT.c.message_id == bindparam("message"), _ATTEMPT.c.number == bindparam("nth"))
    .values(outcome=Outcome.ACCEPTED, provider_sid=bindparam("sid"), finished_at=bindparam("moment"))
)
_TOUCH = (
    update(_THREAD)
    .where(
        _THREAD.c.id
        == select(_MESSAGE.c.thread_id).where(_MESSAGE.c.id == bindparam("message")).scalar_subquery()
    )
    .values(version=_THREAD.c.version + 1, touched_at=bindparam("moment"))
)


def _record_accepted(session: Session, claimed: Claimed, result: Accepted, *, now: datetime) -> bool:
    """What nearly every call comes to, in three Core statements; False when the text stands elsewhere by now."""
    connection = session.connection()
    this = {
        "message": claimed.message_id,
        "nth": claimed.attempt,
        "sid": result.provider_sid,
        "moment": now,
    }
    if not connection.execute(_ACCEPT, this).rowcount:
        return False
    connection.execute(_CLOSE_ACCEPTED, this)
    connection.execute(_TOUCH, this)
    return True


def _close_attempt(session: Session, claimed: Claimed, result: SendResult, *, now: datetime) -> None:
    outcome, code, sid = _outcome(result)
    session.execute(
        update(DeliveryAttempt)
        .where(DeliveryAttempt.message_id == claimed.message_id, DeliveryAttempt.number == claimed.attempt)
        .values(outcome=outcome, code=code, finished_at=now, **({"provider_sid": sid} if sid else {}))
    )


def _outcome(result: SendResult) -> tuple[Outcome, str | None, str | None]:
    """How the attempt ended, with the provider's code and its name for the text, where it gave them."""
    match result:
        case Accepted():
            return Outcome.ACCEPTED, None, result.provider_sid
        case TryAgain():
            return Outcome.TRY_AGAIN, result.code, None
        case GivenUp():
            return Outcome.GIVEN_UP, result.code, None
        case Unknown():
            return Outcome.UNKNOWN, None, None


def _wait(message: Message, result: TryAgain, *, now: datetime) -> None:
    """It surely did not go out: back into the outbox, later and later, until it would be stale or hopeless."""
    message.provider_code = result.code
    if message.attempt >= (2 if result.next_step in _ONCE_MORE else MOST_ATTEMPTS):
        message.status, message.reason = DeliveryStatus.FAILED, result.reason
        message.ended_at = now
        message.ask_for_attention(now)
        return
    message.status, message.due_at = DeliveryStatus.QUEUED, _next_try_at(message.attempt, result, now)


def _next_try_at(attempt: int, result: TryAgain, now: datetime) -> datetime:
    if result.next_step is NextStep.WAIT_FOR_MIDNIGHT:
        tomorrow = now.astimezone(CARRIER_ZONE).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), CARRIER_ZONE).astimezone(UTC) + timedelta(
            minutes=5 * jitter()
        )
    if result.next_step is NextStep.TRY_AGAIN_IN_HOURS:
        return now + timedelta(hours=2) * jitter()
    backoff = min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS) * jitter()
    return now + timedelta(seconds=max(backoff, result.after_seconds or 0))


def _give_up(session: Session, message: Message, result: GivenUp, *, now: datetime) -> None:
    message.provider_code = result.code
    if result.stops_line or result.stops_account:
        # Nothing is wrong with the text: it waits until a person has mended the line or the account.
        message.status = DeliveryStatus.QUEUED
        stop_lines(session, message, result.code, whole_account=result.stops_account, now=now)
        return
    message.reason, message.ended_at = result.reason, now
    if result.number_news is not None:
        learn_about_number(session, message, result.number_news, result.code, now=now)
    if result.reason is FailureReason.OPTED_OUT:
        message.status = DeliveryStatus.SUPPRESSED
        learn_carrier_opt_out(session, message, now=now)
        return
    message.status = DeliveryStatus.FAILED
    message.ask_for_attention(now)
