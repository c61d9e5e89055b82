"""A poll, and a text after it of which the software was not sure."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastReply
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.inbox.inbox import Inbox
from app.messages.batch import Batch
from app.messages.message import Message
from app.staff.staff_member import StaffMember


def ask_poll(
    session: Session, inbox: Inbox, owner: StaffMember, text: Message, *, title: str, now: datetime
) -> dict[str, int]:
    """It has left from this inbox, and that text may answer it."""
    batch = Batch(school_id=inbox.school_id)
    session.add(batch)
    session.flush()
    poll = Broadcast(
        school_id=inbox.school_id,
        inbox_id=inbox.id,
        author_id=owner.id,
        title=title,
        asks=Asks.POLL,
        choices=[{"words": {"en": "Pizza", "es": "Pizza"}}, {"words": {"en": "Soup", "es": "Sopa"}}],
        answers_until=now + timedelta(days=2),
        words={"en": "What should we cook?", "es": "¿Qué cocinamos?"},
        state=BroadcastState.SENT,
        send_at=now,
        not_after=now + timedelta(days=1),
        batch_id=batch.id,
        made_at=now,
        changed_at=now,
    )
    session.add(poll)
    session.flush()
    session.add(
        BroadcastReply(
            school_id=inbox.school_id,
            broadcast_id=poll.id,
            phone_number_id=text.phone_number_id,
            message_id=text.id,
            is_thanks=False,
            came_at=now,
        )
    )
    session.flush()
    return {"vote": text.id}
