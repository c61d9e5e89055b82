"""Whether something else has been asked since a question, so that "1" or "no" may be meant for that."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.messages.delivery_status import DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message, MessageKind
from app.messages.thread import Thread
from app.prompts.prompt import Prompt

_NEVER_SAID = (
    *(DeliveryStatus.DRAFT, DeliveryStatus.CANCELLED, DeliveryStatus.SUPPRESSED),
    *(DeliveryStatus.EXPIRED, DeliveryStatus.FAILED),
)


def was_asked_since(session: Session, prompt: Prompt, now: datetime) -> bool:
    """Whether a person has written on this line since, or another text of ours has ended with a question of its own."""
    on_line = select(Thread.id).where(
        Thread.phone_number_id == prompt.phone_number_id, Thread.line_id == prompt.line_id
    )
    # One that speaks several languages ends with a question in each of them, a line apart.
    ends_with_question = or_(Message.body.endswith("?"), Message.body.contains("?\n"))
    written = select(Message.id).where(
        Message.thread_id.in_(on_line),
        or_(
            Message.kind == MessageKind.REPLY, and_(Message.kind.in_(LEAVES_WITH_OTHERS), ends_with_question)
        ),
        Message.status.not_in(_NEVER_SAID),
        Message.due_at <= now,
        Message.id != prompt.question_message_id,
        (Message.id > prompt.question_message_id) | (Message.due_at > prompt.asked_at),
    )
    return session.scalar(written.limit(1)) is not None
