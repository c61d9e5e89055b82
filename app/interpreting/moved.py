"""Texts that stand in another conversation than before, or leave again: what stands beside them comes along."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.interpreting.translation import Translation
from app.interpreting.translation_review import TranslationReview
from app.messages.message import Message
from app.messages.thread import Thread


def follow_texts(session: Session, message_ids: Iterable[int], thread: Thread) -> None:
    """What waits for a colleague belongs to the conversation in which the texts stand now, and to those who see it."""
    session.execute(
        update(TranslationReview)
        .where(TranslationReview.message_id.in_(list(message_ids)))
        .values(thread_id=thread.id)
    )


def copy_wordings(session: Session, message: Message, copy: Message) -> None:
    """A text that leaves once more says the same in every language, in the words of the same people."""
    if copy.id == message.id:
        return
    copy.is_untranslated = message.is_untranslated
    kept = [column.key for column in Translation.__table__.columns if column.key not in {"id", "message_id"}]
    beside = session.scalars(
        select(Translation).where(Translation.message_id == message.id, Translation.replaced_at.is_(None))
    )
    for standing in beside.all():
        values = {name: getattr(standing, name) for name in kept}
        session.add(Translation(message_id=copy.id, **values))
    session.flush()
