"""Telling the texts of a drill from those of an emergency, which leave in the same way."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast
from app.messages.message import Message, MessageKind


def drills_among(session: Session, messages: Collection[Message]) -> set[int]:
    """The ids of those texts of one conversation; asked in one statement, and only where an emergency is among them.

    A text that was tried again has left its batch to the copy, which says the same.
    """
    emergencies = [message for message in messages if message.kind is MessageKind.EMERGENCY]
    batches = {message.batch_id for message in emergencies if message.batch_id is not None}
    if not batches:
        return set()
    drills = set(
        session.scalars(select(Broadcast.batch_id).where(Broadcast.batch_id.in_(batches), Broadcast.is_drill))
    )
    said = {message.body for message in emergencies if message.batch_id in drills}
    return {
        message.id
        for message in emergencies
        if message.batch_id in drills or (message.batch_id is None and message.body in said)
    }


def is_of_drill(session: Session, batch_id: int | None) -> bool:
    """Whether the texts of this batch only practise an emergency."""
    drill = exists().where(Broadcast.batch_id == batch_id, Broadcast.is_drill)
    return bool(session.scalar(select(drill)))
