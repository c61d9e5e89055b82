"""The question of a poll, a sign-up or a drill: put to hundreds of phones at once, and what a text says to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.broadcasts.answers.choice import read_choice
from app.broadcasts.broadcast import Asks, Broadcast
from app.messages.message import Message
from app.prompts.ask import live_prompts
from app.prompts.ask_many import Waiting, ask_many_beside_others
from app.prompts.asked_since import was_asked_since
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading
from app.schools.school import School

KIND = "broadcast_question"
OLD = timedelta(days=3)
"""A question that is older gives way to the next one: an answer is then hardly meant for it."""
LATE = timedelta(days=3)
"""For so long after the end a family that answers is told that it is too late."""
DRILLS_LIVE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Asked:
    """A phone that has been texted the question, in which conversation, on which line, by which text."""

    thread_id: int
    phone_number_id: int
    line_id: int
    message_id: int
    language: str | None
    """What it was texted in; None for every language."""


def asks_something(broadcast: Broadcast) -> bool:
    """Whether families may answer it by a number: a poll, a sign-up, and a drill, which all of them confirm by 1."""
    return broadcast.is_drill or broadcast.asks is not Asks.NOTHING


def put_questions(
    session: Session, school: School, broadcast: Broadcast, asked: Sequence[Asked], *, now: datetime
) -> None:
    """These phones may answer from now on; nothing is put where the broadcast asks nothing.

    What the same broadcast asked them before, in a text that did not arrive, is answered no more; nor are the questions
    of others that are older than three days.
    """
    if not asks_something(broadcast):
        return

    def is_replaced(older: Row[Any]) -> bool:
        return older.asked_at < now - OLD or (older.asked or {}).get("broadcast") == broadcast.id

    ask_many_beside_others(
        session,
        school.id,
        KIND,
        [
            Waiting(
                one.thread_id,
                one.phone_number_id,
                one.line_id,
                one.message_id,
                {"broadcast": broadcast.id, "language": one.language},
            )
            for one in asked
        ],
        until=live_until(broadcast, now=now),
        replaces=is_replaced,
        now=now,
    )


def read_broadcast_answer(session: Session, prompt: Prompt, body: str, now: datetime) -> Reading | None:
    """What the text says to the question; None where it takes none of its choices, or likely answers another question.

    None too while the question has not left, and where it never will.

    The question stays open, and gives way to whatever is asked next: a later answer takes the place of an earlier one.
    """
    asked: dict[str, Any] = prompt.asked or {}
    broadcast = session.get_one(Broadcast, asked["broadcast"])
    has_places = broadcast.asks is Asks.SIGN_UP and not broadcast.is_drill
    said = read_choice(body, choice_words(broadcast), may_give_back=has_places)
    if said is None or not _has_left(session, prompt):
        return None
    is_late = broadcast.answers_until is not None and now > broadcast.answers_until
    may_be_for_others = said.is_bare and was_asked_since(session, prompt, now)
    if is_late and (may_be_for_others or _is_asked_beside(session, prompt, now)):
        return None
    if may_be_for_others:
        said = said.doubted()
    if is_late and said.is_clean:
        said = said.too_late()
    return Reading(
        choice=None,
        note=said.note,
        said=said,
        closes=said.is_late,
        needs_person=said.is_late or not said.is_clean or bool(said.note),
        if_asked_last=said.is_clean and not said.is_late,
    )


def choice_words(broadcast: Broadcast) -> list[list[str]]:
    """The words of each choice, in every language; of a drill there is one choice, and it has none."""
    if broadcast.is_drill:
        return [[]]
    return [[str(words) for words in choice["words"].values()] for choice in broadcast.choices]


def live_until(broadcast: Broadcast, *, now: datetime) -> datetime:
    """Until when a text is read as an answer, be it one that comes too late."""
    return (broadcast.answers_until or now + DRILLS_LIVE) + LATE


def _has_left(session: Session, prompt: Prompt) -> bool:
    left_at = select(Message.claimed_at).where(Message.id == prompt.question_message_id)
    return session.scalar(left_at) is not None


def _is_asked_beside(session: Session, prompt: Prompt, now: datetime) -> bool:
    """Whether somebody waits for an answer to something else on this line."""
    live = live_prompts(session, prompt.phone_number_id, prompt.line_id, now=now)
    return any(other.id != prompt.id and not other.gives_way for other in live)
