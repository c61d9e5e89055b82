"""Which texts are important: about safety, rights, discipline or special education, where a wrong word does harm.

Federal guidance on language access asks for a qualified person where a translation decides something for a child;
machine output alone is not that. The words that make a text important are data, in each language's
`important_words.toml`; a school adds its own, or takes one of ours out.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

import regex  # type: ignore[import-untyped]
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base, one_of
from app.foundation.errors import Invalid
from app.foundation.i18n import LOCALES, _l
from app.schools.school import School
from app.sms.keywords import normalise
from app.staff.staff_member import StaffMember

SHORTEST, LONGEST = 3, 60


class ImportantTopic(StrEnum):
    """What makes a text important."""

    SAFETY = "safety"
    RIGHTS = "rights"
    DISCIPLINE = "discipline"
    SPECIAL_EDUCATION = "special_education"


class ImportantWord(Base):
    """A word or phrase that a school has added to the list, or taken out of it."""

    __tablename__ = "important_words"
    __table_args__ = (UniqueConstraint("school_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    word: Mapped[str] = mapped_column(String(LONGEST))
    """As `keywords.normalise` leaves it; it is found at the beginning of words, so "expel" finds "expelled"."""
    topic: Mapped[ImportantTopic] = mapped_column(one_of(ImportantTopic))
    is_out: Mapped[bool] = mapped_column(default=False)
    """True where the school does not want a word of ours."""
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    changed_at: Mapped[datetime]


def important_topic(session: Session, school: School, wordings: Iterable[str]) -> ImportantTopic | None:
    """What these words, in whichever languages, make important; None for an everyday text."""
    words = words_of(session, school)
    for said in map(normalise, wordings):
        found = _pattern(tuple(words)).search(said)
        if found:
            return words[found.group()]
    return None


def words_of(session: Session, school: School) -> dict[str, ImportantTopic]:
    """Every word that makes a text important at this school, in alphabetical order."""
    words = dict(shipped_words())
    for own in session.scalars(select(ImportantWord).where(ImportantWord.school_id == school.id)):
        if own.is_out:
            words.pop(own.word, None)
        else:
            words[own.word] = own.topic
    return dict(sorted(words.items()))


def add_word(
    session: Session, school: School, word: str, topic: ImportantTopic, *, by: StaffMember, now: datetime
) -> None:
    """From now on the word makes a text important. Raises Invalid for what is no word."""
    _change(session, school, word, topic, is_out=False, by=by, now=now)


def take_out_word(session: Session, school: School, word: str, *, by: StaffMember, now: datetime) -> None:
    """From now on the word makes nothing important; one that is not on the list stays away."""
    topic = words_of(session, school).get(normalise(word))
    if topic is not None:
        _change(session, school, word, topic, is_out=True, by=by, now=now)


@cache
def shipped_words(directory: Path = LOCALES) -> Mapping[str, ImportantTopic]:
    """The words that come with Puente, of every language."""
    words: dict[str, ImportantTopic] = {}
    for path in sorted(directory.glob("*/important_words.toml")):
        for topic, listed in tomllib.loads(path.read_text(encoding="utf-8")).items():
            words |= dict.fromkeys(map(normalise, listed), ImportantTopic(topic))
    return words


def _change(
    session: Session,
    school: School,
    word: str,
    topic: ImportantTopic,
    *,
    is_out: bool,
    by: StaffMember,
    now: datetime,
) -> None:
    plain = normalise(word)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise Invalid(_l("A word here has at least three letters and at most sixty."))
    row = session.scalar(
        select(ImportantWord).where(ImportantWord.school_id == school.id, ImportantWord.word == plain)
    )
    row = row or ImportantWord(school_id=school.id, word=plain)
    row.topic, row.is_out, row.changed_by, row.changed_at = topic, is_out, by.id, now
    session.add(row)
    session.flush()


@cache
def _pattern(words: tuple[str, ...]) -> regex.Pattern[str]:
    """One of the words at the beginning of a word; the longer of two that begin alike."""
    listed = "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))
    return regex.compile(rf"\b(?:{listed})" if words else r"(?!)")
