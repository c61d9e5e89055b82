"""What a family answers to a tip: "1", perhaps with words, says that they tried it; all else is for the teacher."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.prompts.ask import Choice, ask_gently, withdraw_gentle
from app.sms.catalog import Catalog
from app.tips.track import Tip
from app.tips.wording import TRIED, invites_answer

KIND = "tip_reaction"
LIVES = timedelta(days=3)


class TipReaction(Base):
    """A family has tried a tip, and says so."""

    __tablename__ = "tip_reactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("tip_deliveries.id"), unique=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    """What it wrote beyond that; its teacher has it in the conversation too."""
    reacted_at: Mapped[datetime]


def offer_reaction(
    session: Session,
    thread: Thread,
    tip: Tip,
    message: Message,
    delivery_id: int,
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """A "1" means this tip for three days, unless another question is open; after a question it means no tip at all."""
    if tip.asks:
        withdraw_gentle(session, thread, now=now)
    elif invites_answer(tip):
        tried = Choice(delivery_id, catalog.answers(TRIED))
        ask_gently(session, thread, KIND, [tried], question=message, lives=LIVES, now=now)


def take_reaction(session: Session, answer: Answer, now: datetime) -> None:
    """The family has tried the tip, and its words are kept with it."""
    prompt = answer.prompt
    assert prompt.answer_message_id is not None  # noqa: S101 - an answer is a text
    session.add(
        TipReaction(
            delivery_id=int(str(answer.value)),
            message_id=prompt.answer_message_id,
            words=answer.reading.note,
            reacted_at=now,
        )
    )
    session.flush()
