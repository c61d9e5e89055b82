"""A person has read what the software was not sure of, and counts it as an answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastReply
from app.broadcasts.answers.settle import Heard, settle
from app.broadcasts.broadcast import Asks, Broadcast
from app.broadcasts.recipient import BroadcastRecipient
from app.consent.standing import number_key, stand_still
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog


def count_as(
    session: Session, school: School, message: Message, choice: int, *, catalog: Catalog, now: datetime
) -> None:
    """The text is the family's answer, be it late or in words of its own, and the family is told in texting hours.

    Raises NotFound for a text that came after no poll or sign-up, Invalid for a choice that it does not have.
    """
    found = session.execute(
        select(BroadcastReply, Broadcast)
        .join(Broadcast, Broadcast.id == BroadcastReply.broadcast_id)
        .where(BroadcastReply.message_id == message.id, BroadcastReply.school_id == school.id)
    ).one_or_none()
    if found is None or found[1].asks is Asks.NOTHING:
        raise NotFound(_l("This text came after no poll."))
    reply, broadcast = found
    if not 1 <= choice <= len(broadcast.choices):
        raise Invalid(_l("There is no such choice."))
    phone = session.get_one(PhoneNumber, reply.phone_number_id)
    stand_still(session, [number_key(school.id, phone.e164)])  # in this order, as when its text arrives
    asked_in = select(BroadcastRecipient.language).where(
        BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.phone_number_id == phone.id
    )
    heard = Heard(phone.id, message.thread_id, message.id, session.scalar(asked_in), choice, message.body)
    told_at = school.texting_hours.next_moment(now)
    settle(session, broadcast, heard, catalog=catalog, now=now, told_at=told_at)
    session.delete(reply)
    session.get_one(Thread, message.thread_id).touch(now)
    session.flush()
