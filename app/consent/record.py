"""Writing down what a number asked for. Whatever is recorded here holds from the moment it is committed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel, ConsentEntry, ConsentEvent
from app.consent.opt_out import CarrierBlock, OptOut, OptOutSource, StopReview
from app.consent.standing import number_key, stand_still
from app.foundation.database import insert_or_ignore, is_added
from app.schools.school import School


@dataclass(frozen=True)
class Evidence:
    """How we know: what a consent record must show (CTIA 5.1.2)."""

    channel: ConsentChannel
    wording: str = ""
    language: str | None = None
    line_e164: str | None = None
    staff_member_id: int | None = None


def log(
    session: Session, school: School, e164: str, event: ConsentEvent, evidence: Evidence, *, now: datetime
) -> None:
    """The log has one more line."""
    session.add(
        ConsentEntry(
            school_id=school.id,
            e164=e164,
            event=event,
            channel=evidence.channel,
            wording=evidence.wording,
            language=evidence.language,
            line_e164=evidence.line_e164,
            staff_member_id=evidence.staff_member_id,
            recorded_at=now,
        )
    )


def opt_out(
    session: Session, school: School, e164: str, source: OptOutSource, evidence: Evidence, *, now: datetime
) -> bool:
    """The number may not be texted on any line; True when that is news.

    A claim that is under way for this number finishes first, and every later one sees the opt-out.
    """
    stand_still(session, [number_key(school.id, e164)])
    wish = insert_or_ignore(session, OptOut).values(
        school_id=school.id, e164=e164, source=source, opened_at=now
    )
    is_news = is_added(session, wish)
    log(session, school, e164, ConsentEvent.OPTED_OUT, evidence, now=now)
    return is_news


def opt_in(session: Session, school: School, e164: str, evidence: Evidence, *, now: datetime) -> bool:
    """The number may be texted again; True when it had been opted out."""
    stand_still(session, [number_key(school.id, e164)])
    in_force = session.scalar(
        select(OptOut).where(OptOut.school_id == school.id, OptOut.e164 == e164, OptOut.lifted_at.is_(None))
    )
    if in_force is not None:
        in_force.lifted_at = now
    log(session, school, e164, ConsentEvent.OPTED_IN, evidence, now=now)
    return in_force is not None


def carrier_blocked(session: Session, line_id: int, e164: str, *, now: datetime) -> None:
    """We know that the provider itself refuses texts from this line to the number."""
    session.execute(
        insert_or_ignore(session, CarrierBlock).values(line_id=line_id, e164=e164, blocked_at=now)
    )


def carrier_unblocked(session: Session, line_id: int, e164: str) -> None:
    """START reached the provider on this very line, which lifts its block there."""
    session.execute(delete(CarrierBlock).where(CarrierBlock.line_id == line_id, CarrierBlock.e164 == e164))


def ask_a_person(
    session: Session,
    school: School,
    e164: str,
    evidence: Evidence,
    *,
    thread_id: int,
    message_id: int,
    now: datetime,
) -> None:
    """Nothing is sent to the number until a person has read its text; a review that is already open stays."""
    stand_still(session, [number_key(school.id, e164)])
    session.execute(
        insert_or_ignore(session, StopReview).values(
            school_id=school.id, e164=e164, thread_id=thread_id, message_id=message_id, opened_at=now
        )
    )
    log(session, school, e164, ConsentEvent.LOOKED_LIKE_STOP, evidence, now=now)
