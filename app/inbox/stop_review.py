"""A person decides whether a family's text was a request to stop."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel, ConsentEvent
from app.consent.opt_out import OptOutSource, StopDecision
from app.consent.queries import get_open_review
from app.consent.record import Evidence, log, opt_out
from app.inbox.inbox import ThreadEvent, ThreadEventKind
from app.inbox.keyword import close_the_loop, confirm_stop
from app.messages.message import Message
from app.messages.thread import Thread
from app.schools.school import School
from app.sms.catalog import Catalog
from app.staff.staff_member import StaffMember


def decide_stop(
    session: Session,
    school: School,
    review_id: int,
    *,
    by: StaffMember,
    decision: StopDecision,
    catalog: Catalog,
    now: datetime,
) -> None:
    """Sending to the number is either over, with one confirmation, or goes on where it paused.

    Raises NotFound when somebody has decided already.
    """
    review = get_open_review(session, school, review_id)
    message = session.get_one(Message, review.message_id)
    thread = session.get_one(Thread, message.thread_id)
    review.decided_at, review.decided_by, review.decision = now, by.id, decision
    evidence = Evidence(ConsentChannel.TEXT, wording=message.body, staff_member_id=by.id)
    session.flush()
    if decision is StopDecision.STOP:
        is_news = opt_out(session, school, review.e164, OptOutSource.PHRASE, evidence, now=now)
        close_the_loop(session, school, thread.phone_number_id, review.e164, now=now)
        session.refresh(thread)
        if is_news:
            confirm_stop(session, school, thread, review.e164, evidence, catalog=catalog, now=now)
    else:
        log(session, school, review.e164, ConsentEvent.JUDGED_NOT_A_STOP, evidence, now=now)
    kind = ThreadEventKind.STOP_CONFIRMED if decision is StopDecision.STOP else ThreadEventKind.NOT_A_STOP
    session.add(ThreadEvent(thread_id=thread.id, kind=kind, staff_member_id=by.id, created_at=now))
    thread.touch(now)
