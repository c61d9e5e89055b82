"""A word of which several practices make something: CHANGE, of whoever has answered an invitation or a poll."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.inbox.keyword import PracticeKeyword
from app.messages.thread import Thread

LastHeard = Callable[[Session, int, datetime], datetime | None]
"""When a phone (by id) last had to do with a practice; None where the practice does not concern it."""


def of_whichever_was_last(*practices: tuple[LastHeard, PracticeKeyword]) -> PracticeKeyword:
    """The word means the practice with which the phone had to do last."""

    def concerns(session: Session, phone_id: int, now: datetime) -> bool:
        return any(practice.concerns(session, phone_id, now) for _, practice in practices)

    def act(session: Session, thread: Thread, language: str | None, now: datetime) -> None:
        heard = [(last(session, thread.phone_number_id, now), practice) for last, practice in practices]
        known = [(moment, practice) for moment, practice in heard if moment is not None]
        _, meant = max(known, key=lambda one: one[0])
        meant.act(session, thread, language, now)

    return PracticeKeyword(concerns, act)
