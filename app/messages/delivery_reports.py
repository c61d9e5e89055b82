"""Delivery reports: what the provider tells of a text, kept whole and applied so that a status only climbs."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base, insert_or_ignore, is_added
from app.foundation.logging import get_logger
from app.gateway.port import FailureReason, NextStep, StatusReport
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.delivery_status import ENDS, DeliveryStatus, Move, weigh_report
from app.messages.learning import (
    learn_about_number,
    learn_carrier_opt_out,
    learn_number_is_good,
    stop_lines,
)
from app.messages.message import Message
from app.messages.thread import Thread

log = get_logger(__name__)


class DeliveryReport(Base):
    """One thing the provider said about one text; it says many things, late, twice and in any order."""

    __tablename__ = "delivery_reports"
    __table_args__ = (UniqueConstraint("provider_sid", "status", "error_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    """None when no text of ours could be found for it."""
    provider_sid: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(40))
    """In the provider's own word, one we do not know included."""
    error_code: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime]


def receive_report(
    session: Session, report: StatusReport, *, message_id: int | None, attempt: int | None, now: datetime
) -> None:
    """The report is kept, once, and the text it is about stands where the provider says, if that is a step up.

    `message_id` and `attempt` are what our own callback URL carried; None when it carried nothing usable.
    """
    message = _find_message(session, report, message_id)
    wish = insert_or_ignore(session, DeliveryReport).values(
        message_id=message.id if message else None,
        provider_sid=report.provider_sid,
        status=report.status[:40],
        error_code=report.error_code[:20],
        received_at=now,
    )
    if not is_added(session, wish):
        return
    if message is None:
        log.warning("report_without_message", provider_sid=report.provider_sid, status=report.status)
        return
    number = message.attempt if attempt is None or message.id != message_id else attempt
    session.execute(
        update(DeliveryAttempt)
        .where(
            DeliveryAttempt.message_id == message.id,
            DeliveryAttempt.number == number,
            DeliveryAttempt.provider_sid.is_(None),
        )
        .values(provider_sid=report.provider_sid, outcome=Outcome.ACCEPTED, finished_at=now)
    )
    if message.provider_sid is None and number == message.attempt:
        message.provider_sid = report.provider_sid
    if message.provider_sid == report.provider_sid:
        apply_report(session, message, report, now=now)


def apply_report(session: Session, message: Message, report: StatusReport, *, now: datetime) -> None:
    """A text stands where the report says, unless it stands as high already."""
    if report.meaning is None:
        log.warning("report_status_unknown", message_id=message.id, status=report.status)
        return
    reported = DeliveryStatus(report.meaning.value)
    match weigh_report(message.status, reported):
        case Move.STAY:
            return
        case Move.CONTRADICT:
            message.contradicted_at = now
            log.warning("report_contradicts", message_id=message.id, status=report.status)
        case Move.CLIMB:
            _climb(session, message, reported, report, now=now)
    session.get_one(Thread, message.thread_id).touch(now)


def _climb(
    session: Session, message: Message, reported: DeliveryStatus, report: StatusReport, *, now: datetime
) -> None:
    message.status, message.ask_provider_at, message.attention_at = reported, None, None
    if reported in ENDS:
        message.ended_at = now
    if reported is DeliveryStatus.DELIVERED:
        learn_number_is_good(session, message, now=now)
    elif report.number_news is not None:
        learn_about_number(session, message, report.number_news, report.error_code, now=now)
    if reported not in {DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED}:
        return
    if report.next_step in {NextStep.STOP_LINE, NextStep.STOP_ACCOUNT}:
        whole_account = report.next_step is NextStep.STOP_ACCOUNT
        stop_lines(session, message, report.error_code, whole_account=whole_account, now=now)
    message.provider_code = report.error_code or None
    message.reason = report.reason or FailureReason.UNEXPLAINED
    message.ask_for_attention(now)
    if message.reason is FailureReason.OPTED_OUT:
        message.status, message.attention_at = DeliveryStatus.SUPPRESSED, None
        learn_carrier_opt_out(session, message, now=now)


def _find_message(session: Session, report: StatusReport, message_id: int | None) -> Message | None:
    by_sid = session.scalar(
        select(Message).where(Message.provider_sid == report.provider_sid).with_for_update()
    )
    if by_sid is not None or message_id is None:
        return by_sid
    by_id = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    return by_id if by_id is not None and by_id.attempt > 0 else None
