"""What stands beside a family's text in its conversation: which announcement it followed, and how it was read."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply, Place
from app.broadcasts.answers.wording import choice_in_words
from app.broadcasts.broadcast import Asks, Broadcast
from app.sms.languages import family_languages


@dataclass(frozen=True)
class Answering:
    """A text beside the announcement that it answers or came after."""

    broadcast_id: int
    title: str
    choice: int | None
    """The one that counts; None where the text answers nothing, or a person must read whether it does."""
    place: Place | None
    is_thanks: bool
    words: dict[str, str]
    """By language, the choice that it took; else all that were offered, empty where nothing was asked."""
    offered: int = 0
    """How many choices it may still be counted as, by a person."""


def answering(session: Session, phone_number_id: int, message_ids: Collection[int]) -> dict[int, Answering]:
    """By text of this phone, for those of them that have to do with an announcement."""
    counted = session.execute(
        select(BroadcastAnswer, Broadcast)
        .join(Broadcast, Broadcast.id == BroadcastAnswer.broadcast_id)
        .where(
            BroadcastAnswer.phone_number_id == phone_number_id, BroadcastAnswer.message_id.in_(message_ids)
        )
    )
    found = {answer.message_id: _counted(answer, broadcast) for answer, broadcast in counted}
    others = session.execute(
        select(BroadcastReply, Broadcast)
        .join(Broadcast, Broadcast.id == BroadcastReply.broadcast_id)
        .where(BroadcastReply.message_id.in_(message_ids))
    )
    return {reply.message_id: _uncounted(reply, broadcast) for reply, broadcast in others} | found


def _counted(answer: BroadcastAnswer, broadcast: Broadcast) -> Answering:
    words = {one: choice_in_words(broadcast, answer.choice, one) for one in family_languages()}
    return Answering(broadcast.id, broadcast.title, answer.choice, answer.place, is_thanks=False, words=words)


def _uncounted(reply: BroadcastReply, broadcast: Broadcast) -> Answering:
    offered = range(1, len(broadcast.choices) + 1) if broadcast.asks is not Asks.NOTHING else ()
    words = {
        one: " ".join(choice_in_words(broadcast, number, one) for number in offered)
        for one in family_languages()
    }
    may_count = 0 if reply.is_thanks else len(offered)
    return Answering(
        broadcast.id, broadcast.title, None, None, is_thanks=reply.is_thanks, words=words, offered=may_count
    )
