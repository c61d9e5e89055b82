"""What a family answers to a tip: "1", perhaps with words, says that they tried it; all else is for the teacher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base
from app.messages.text_to_send import Destination
from app.prompts.answer import Answer
from app.prompts.ask import Choice
from app.prompts.ask_many import Gentle, ask_many_gently
from app.schools.school import School
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


@dataclass(frozen=True, slots=True)
class SentTip:
    """A tip that has just gone to a phone, as a text in one of its conversations."""

    delivery_id: int
    tip: Tip
    to: Destination
    message_id: int


def offer_reactions(
    session: Session, school: School, sent: Sequence[SentTip], *, catalog: Catalog, now: datetime
) -> None:
    """A "1" means this tip for three days, unless another question is open; after a question it means no tip at all."""
    words = catalog.answers(TRIED)
    texts = [
        Gentle(
            one.to.thread_id,
            one.to.phone_number_id,
            one.to.line_id,
            one.message_id,
            (Choice(one.delivery_id, words),) if invites_answer(one.tip) else (),
        )
        for one in sent
        if one.tip.asks or invites_answer(one.tip)
    ]
    ask_many_gently(session, school.id, KIND, texts, lives=LIVES, now=now)


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
