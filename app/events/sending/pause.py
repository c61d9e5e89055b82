"""Holding back one mailing of an event, and letting it go on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.mailing import Mailing
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.messages.batch import Batch
from app.staff.staff_member import StaffMember


def pause_mailing(session: Session, event: Event, mailing_id: int, *, by: StaffMember, now: datetime) -> None:
    """Nothing of it leaves until it is resumed, neither what is planned nor what waits in the outbox."""
    _hold(session, event, mailing_id).pause(by=by.id, now=now)


def resume_mailing(session: Session, event: Event, mailing_id: int) -> None:
    """It goes on; what has grown stale meanwhile does not leave any more."""
    _hold(session, event, mailing_id).resume()


def _hold(session: Session, event: Event, mailing_id: int) -> Batch:
    batch = session.scalar(
        select(Batch)
        .join(Mailing, Mailing.batch_id == Batch.id)
        .where(Mailing.id == mailing_id, Mailing.event_id == event.id)
        .with_for_update(of=Batch)
    )
    if batch is None:
        raise NotFound(_l("There is no such text."))
    return batch
