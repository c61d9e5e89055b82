"""What comes back after a broadcast and answers no question: thanks, which are only counted, or words for a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastReply
from app.broadcasts.answers.question import KIND
from app.broadcasts.answers.thanks import Courtesy, courtesy_in
from app.broadcasts.broadcast import Broadcast
from app.broadcasts.recipient import BroadcastRecipient
from app.messages.message import Message
from app.prompts.prompt import Prompt


def are_thanks(body: str, open_questions: Sequence[Prompt]) -> bool:
    """Whether a text after a broadcast needs nobody.

    Where somebody waits for an answer to something else, none does; and where the broadcast itself has asked, a mere
    "ok" may be meant for a yes.
    """
    waiting = [prompt for prompt in open_questions if not prompt.gives_way]
    if any(prompt.kind != KIND for prompt in waiting):
        return False
    courtesy = courtesy_in(body)
    return courtesy is Courtesy.THANKS or (courtesy is Courtesy.NOD and not waiting)


def is_nod(body: str) -> bool:
    return courtesy_in(body) is Courtesy.NOD


def keep_follow_up(
    session: Session,
    *,
    message_id: int,
    phone_number_id: int,
    announced_message_id: int,
    is_thanks: bool,
    now: datetime,
) -> None:
    """The text stands with the broadcast after which it came."""
    found = (
        session.execute(
            select(Broadcast.id, Broadcast.school_id)
            .join(BroadcastRecipient, BroadcastRecipient.broadcast_id == Broadcast.id)
            .where(BroadcastRecipient.message_id == announced_message_id)
        ).one_or_none()
        or session.execute(
            # One that was tried again is not its recipient's text any more.
            select(Broadcast.id, Broadcast.school_id)
            .join(Message, Message.batch_id == Broadcast.batch_id)
            .where(Message.id == announced_message_id)
        ).one_or_none()
    )
    if found is None:
        return
    broadcast_id, school_id = found
    session.add(
        BroadcastReply(
            school_id=school_id,
            broadcast_id=broadcast_id,
            phone_number_id=phone_number_id,
            message_id=message_id,
            is_thanks=is_thanks,
            came_at=now,
        )
    )
    session.flush()
