"""What families wrote about tips, as far as somebody may open the conversations in which it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.messages.message import Message
from app.messages.thread import Thread
from app.tips.delivery import TipDelivery
from app.tips.reactions import TipReaction
from app.tips.track import Tip, Track

MOST_SAID = 30


@dataclass(frozen=True)
class Said:
    """The words beside a family's "1"."""

    tip: Tip
    words: str
    language: str | None
    """What the family was written to in."""
    at: datetime
    thread_id: int
    message_id: int


def said_about(
    session: Session,
    track: Track,
    *,
    tip: Tip | None = None,
    within: ColumnElement[bool],
    limit: int = MOST_SAID,
) -> list[Said]:
    """The latest first. `within` is the condition that a thread may be opened."""
    rows = session.execute(
        select(Tip, TipReaction, TipDelivery.language, Thread.id)
        .join(TipDelivery, TipDelivery.tip_id == Tip.id)
        .join(TipReaction, TipReaction.delivery_id == TipDelivery.id)
        .join(Message, Message.id == TipReaction.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Tip.track_id == track.id, TipReaction.words != "", within, *([Tip.id == tip.id] if tip else [])
        )
        .order_by(TipReaction.id.desc())
        .limit(limit)
    )
    return [
        Said(about, reaction.words, language, reaction.reacted_at, thread_id, reaction.message_id)
        for about, reaction, language, thread_id in rows
    ]
