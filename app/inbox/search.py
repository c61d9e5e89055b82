"""Finding threads: by a child's or guardian's name, by digits of a number, by words of the newest texts.

Accents and capitals do not matter: "munoz" finds "Muñoz".
"""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, union
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from app.foundation.database import fold
from app.foundation.text import folded
from app.inbox.queries import Sight
from app.inbox.queues import ThreadRow, newest_threads, rows_of
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.student import Guardianship, Student

THREADS_READ = 500
"""Words are looked for in the conversations that were active last, so that a search costs the same in a school of
any size; names and numbers are looked for in all."""
MOST_FOUND = 50
TEXTS_FOUND = 200
SHORTEST_WORDS = 2
FEWEST_DIGITS = 3
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Found:
    """A thread that was looked for, with the text that has the words where it was found by them."""

    row: ThreadRow
    text: Message | None


def search(session: Session, sight: Sight, query: str) -> list[Found]:
    """The newest threads within sight that fit; nothing for a query that is too short to mean anything."""
    wanted = " ".join((folded(query) or "").split())[:LONGEST_QUERY]
    if len(wanted) < SHORTEST_WORDS or not sight.inboxes:
        return []
    texts = _texts_with(session, sight, wanted)
    finders = [_by_people(sight, wanted)]
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= FEWEST_DIGITS:
        finders.append(
            select(PhoneNumber.id).where(
                PhoneNumber.school_id == sight.school_id, PhoneNumber.e164.contains(digits)
            )
        )
    numbers = union(*finders).subquery()
    # One after the other: asked for both at once, the database would read every thread.
    by_number = session.scalars(
        select(Thread.id)
        .where(sight.threads, Thread.phone_number_id.in_(select(numbers.c.id)))
        .order_by(Thread.last_message_at.desc())
        .limit(MOST_FOUND)
    )
    rows = rows_of(session, {*by_number, *texts})[:MOST_FOUND]
    return [Found(row, texts.get(row.thread.id)) for row in rows]


def _by_people(sight: Sight, wanted: str) -> Select[int]:
    """The numbers of guardians whose name, or whose child's name, has every word of the query."""
    guardian, student = fold(Guardian.name), fold(Student.first_name + " " + Student.last_name)
    words = wanted.split()
    return (
        select(GuardianPhone.phone_number_id.label("id"))
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .outerjoin(Guardianship, Guardianship.guardian_id == Guardian.id)
        .outerjoin(Student, Student.id == Guardianship.student_id)
        .where(
            Guardian.school_id == sight.school_id,
            or_(_has_all(guardian, words), and_(Student.left_at.is_(None), _has_all(student, words))),
        )
    )


def _has_all(column: ColumnElement[str], words: list[str]) -> ColumnElement[bool]:
    return and_(*(column.contains(word, autoescape=True) for word in words))


def _texts_with(session: Session, sight: Sight, wanted: str) -> dict[int, Message]:
    """By thread, its newest text that has the words."""
    active = newest_threads(session, sight, limit=THREADS_READ)
    found = session.scalars(
        select(Message)
        .where(Message.thread_id.in_(active), fold(Message.body).contains(wanted, autoescape=True))
        .order_by((Message.id + 0).desc())  # not along the key, or every text of the school would be read
        .limit(TEXTS_FOUND)
    )
    texts: dict[int, Message] = {}
    for message in found:
        texts.setdefault(message.thread_id, message)
    return texts
