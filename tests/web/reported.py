"""A poll that has left, with a family that it did not reach and one that has answered."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.inbox.inbox import Inbox
from app.messages.batch import Batch
from app.messages.message import Message
from app.staff.staff_member import StaffMember

WORDS = {"en": "Soup or salad?", "es": "¿Sopa o ensalada?"}


def report_on(
    session: Session,
    inbox: Inbox,
    owner: StaffMember,
    text: Message,
    *,
    title: str,
    section: int,
    now: datetime,
) -> dict[str, int]:
    """Whoever wrote that text has stopped texts since."""
    batch = Batch(school_id=inbox.school_id)
    session.add(batch)
    session.flush()
    poll = Broadcast(
        school_id=inbox.school_id,
        inbox_id=inbox.id,
        author_id=owner.id,
        title=f"Report of {title}",
        asks=Asks.POLL,
        choices=[{"words": WORDS, "places": None}, {"words": WORDS, "places": None}],
        answers_until=now + timedelta(days=2),
        audience={"kind": "sections", "ids": [section]},
        words=WORDS,
        state=BroadcastState.SENT,
        send_at=now,
        not_after=now + timedelta(days=1),
        batch_id=batch.id,
        made_at=now,
        changed_at=now,
    )
    session.add(poll)
    session.flush()
    phone = text.phone_number_id
    untold = BroadcastRecipient(
        school_id=inbox.school_id,
        broadcast_id=poll.id,
        phone_number_id=phone,
        left_out=LeftOut.STOPPED,
        added_at=now,
    )
    answer = BroadcastAnswer(
        school_id=inbox.school_id,
        broadcast_id=poll.id,
        phone_number_id=phone,
        choice=1,
        message_id=text.id,
        answered_at=now,
    )
    session.add_all([untold, answer])
    session.flush()
    return {"reported": poll.id, "untold": untold.id}
