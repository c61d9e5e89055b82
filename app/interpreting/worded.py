"""What was worded in several languages at once: a family reads one of them, and staff find theirs beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from app.interpreting.translation import Maker, Translation
from app.schools.school import School

_TRANSLATIONS = insert(cast("Table", Translation.__table__))


@dataclass(frozen=True)
class Worded:
    """A text, the language that it spoke (None where it spoke all), and how it is worded in each."""

    message_id: int
    language: str | None
    texts: Mapping[str, str]


def let_staff_read(session: Session, school: School, worded: Iterable[Worded], *, now: datetime) -> None:
    """The wordings in the other languages stand beside each text, in one statement however many there are."""
    session.flush()
    rows = [
        {
            "school_id": school.id,
            "message_id": one.message_id,
            "language": language,
            "body": words,
            "maker": Maker.PHRASE,
            "made_at": now,
        }
        for one in worded
        for language, words in (one.texts.items() if one.language else ())
        if language != one.language
    ]
    if rows:
        session.connection().execute(_TRANSLATIONS, rows)
