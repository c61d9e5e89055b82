"""Letting hundreds of phones answer at once, where nobody waits for it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.prompts.ask import Choice
from app.prompts.prompt import Prompt

_PROMPT = cast("Table", Prompt.__table__)
_INSERT = insert(_PROMPT)
_STILL_LIVE = select(Prompt.phone_number_id, Prompt.line_id, Prompt.id, Prompt.gives_way).where(
    Prompt.phone_number_id.in_(bindparam("phones", expanding=True)),
    Prompt.answered_at.is_(None),
    Prompt.cancelled_at.is_(None),
    Prompt.expires_at > bindparam("now"),
)
"""The questions that could be answered from any of some phones."""


@dataclass(frozen=True, slots=True)
class Gentle:
    """A text that a phone may answer if it likes; without choices, one after which no earlier one can be answered."""

    thread_id: int
    phone_number_id: int
    line_id: int
    question_message_id: int
    choices: tuple[Choice, ...] = ()


def ask_many_gently(
    session: Session, school_id: int, kind: str, texts: Sequence[Gentle], *, lives: timedelta, now: datetime
) -> None:
    """The families may answer, and nobody waits for it; nothing is asked where another question is open on the line.

    What was asked so before gives way, on each phone and line, to the text that comes last. It takes three statements
    however many there are.
    """
    open_there = _live(session, {text.phone_number_id for text in texts}, now=now)
    withdrawn: set[int] = set()
    rows: list[dict[str, Any]] = []
    last: dict[tuple[int, int], dict[str, Any]] = {}
    for text in texts:
        place = text.phone_number_id, text.line_id
        older = open_there.get(place, {})
        if text.choices and not all(older.values()):
            continue
        withdrawn.update(prompt_id for prompt_id, gives_way in older.items() if gives_way)
        if place in last:
            last.pop(place)["cancelled_at"] = now
        if text.choices:
            last[place] = _row(school_id, kind, text, lives=lives, now=now)
            rows.append(last[place])
    session.flush()
    if withdrawn:
        session.execute(update(Prompt).where(Prompt.id.in_(withdrawn)).values(cancelled_at=now))
    if rows:
        session.connection().execute(_INSERT, rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text to whose answer somebody looks forward, and what its practice must know to read that."""

    thread_id: int
    phone_number_id: int
    line_id: int
    question_message_id: int
    asked: dict[str, Any]


def ask_many_beside_others(
    session: Session,
    school_id: int,
    kind: str,
    texts: Sequence[Waiting],
    *,
    until: datetime,
    replaces: Callable[[Row[Any]], bool],
    now: datetime,
) -> None:
    """All of these questions are live, as `ask.ask_beside_others` would have put each by itself.

    `replaces` is told the phone, the moment and the question of an older one of the kind on the same line.
    """
    places = {(text.phone_number_id, text.line_id) for text in texts}
    older = session.execute(
        _STILL_LIVE.add_columns(Prompt.kind, Prompt.asked_at, Prompt.asked),
        {"phones": [phone for phone, _ in places], "now": now},
    )
    withdrawn = [
        row.id
        for row in older
        if (row.phone_number_id, row.line_id) in places
        and (row.gives_way or (row.kind == kind and replaces(row)))
    ]
    session.flush()
    if withdrawn:
        session.execute(update(Prompt).where(Prompt.id.in_(withdrawn)).values(cancelled_at=now))
    rows = [
        {
            "school_id": school_id,
            "phone_number_id": text.phone_number_id,
            "line_id": text.line_id,
            "thread_id": text.thread_id,
            "kind": kind,
            "choices": [],
            "asked": text.asked,
            "question_message_id": text.question_message_id,
            "gives_way": False,
            "asked_at": now,
            "expires_at": until,
        }
        for text in texts
    ]
    if rows:
        session.connection().execute(_INSERT, rows)


def owe_an_answer(session: Session, phone_number_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of the phones where somebody waits for an answer: what invites a number there would be taken for it."""
    open_there = _live(session, phone_number_ids, now=now)
    return {phone for (phone, _), prompts in open_there.items() if not all(prompts.values())}


def _live(
    session: Session, phone_number_ids: Collection[int], *, now: datetime
) -> dict[tuple[int, int], dict[int, bool]]:
    """By number and line, the questions that could be answered there, and which of them give way."""
    found: dict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
    rows = session.execute(_STILL_LIVE, {"phones": list(phone_number_ids), "now": now})
    for phone, line, prompt_id, gives_way in rows:
        found[phone, line][prompt_id] = gives_way
    return found


def _row(school_id: int, kind: str, text: Gentle, *, lives: timedelta, now: datetime) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "phone_number_id": text.phone_number_id,
        "line_id": text.line_id,
        "thread_id": text.thread_id,
        "kind": kind,
        "choices": [{"value": choice.value, "words": list(choice.words)} for choice in text.choices],
        "question_message_id": text.question_message_id,
        "gives_way": True,
        "asked_at": now,
        "expires_at": now + lives,
        "cancelled_at": None,
    }
