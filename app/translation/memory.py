"""The translation memory: what a person at a school has approved of, found again for other names, dates and times.

A sentence is found when it is the same after locking: the same words in the same order (`Masked.key`). Nothing is
found by being similar. An approval counts for one direction: whoever approved the Spanish of an English sentence has
not said that the English says all of the Spanish.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base, add_or_ignore
from app.foundation.ids import digest
from app.translation.locks import Masked, align

_MOST_TIMES_LONGER = 3
_LETTERS_THAT_TELL_NOTHING = 20


class ApprovedTranslation(Base):
    """A text or a sentence, and what a person at the school approved as the same in another language."""

    __tablename__ = "translation_memory"
    __table_args__ = (
        Index(
            "uq_translation_memory_one_in_use",
            "school_id",
            "source_language",
            "language",
            "source_key",
            unique=True,
            sqlite_where=text("retired_at is null"),
            postgresql_where=text("retired_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    source_language: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str] = mapped_column(String(64))
    """A digest of the source's `memory_key`."""
    source: Mapped[str] = mapped_column(Text)
    """In its canonical form: "Thank you, {name1}!"."""
    target: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    approved_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """When a newer approval or a doubt took it out of use; None while it is in use."""


def learn(
    session: Session, school_id: int, source: Masked, target: Masked, *, by_id: int, now: datetime
) -> bool:
    """What this person approved is found from now on, as a whole and sentence by sentence where those surely pair.

    False, and nothing is learnt, where the two do not hold the same names, dates and numbers.
    """
    if align(source, target) is None or not source.has_words:
        return False
    for original, translated in ((source, target), *_sentence_pairs(source, target)):
        wording = align(original, translated)
        if wording is not None and original.has_words:
            _keep(session, school_id, original, wording, target.language, by_id=by_id, now=now)
    return True


def recall(session: Session, school_id: int, masked: Masked, *, language: str) -> str | None:
    """The text in that language, if it was approved as a whole or every one of its sentences was; else None."""
    known = _known(session, school_id, masked, language)
    whole = known.get(_key(masked, language))
    written = masked.fill_memory(whole.target, language) if whole is not None else None
    return written if written is not None else _recall_sentences(masked, known, language)


def forget(session: Session, school_id: int, masked: Masked, *, language: str, now: datetime) -> int:
    """Whatever would be recalled for this text or one of its sentences is used no more; returns how much that was."""
    known = _known(session, school_id, masked, language)
    session.execute(
        update(ApprovedTranslation)
        .where(ApprovedTranslation.id.in_([entry.id for entry in known.values()]))
        .values(retired_at=now)
    )
    return len(known)


def _sentence_pairs(source: Masked, target: Masked) -> list[tuple[Masked, Masked]]:
    """Which sentence says which: only where both have as many, and each holds and asks the same as its fellow."""
    originals, translations = source.sentences(), target.sentences()
    if len(originals) != len(translations) or len(originals) == 1:
        return []
    pairs = list(zip(originals, translations, strict=True))
    return pairs if all(_surely_pair(*pair) for pair in pairs) else []


def _surely_pair(original: Masked, translated: Masked) -> bool:
    shorter, longer = sorted(len(masked.text.strip()) for masked in (original, translated))
    return (
        align(original, translated) is not None
        and original.has_words == translated.has_words
        and ("?" in original.text) == ("?" in translated.text)
        and longer <= shorter * _MOST_TIMES_LONGER + _LETTERS_THAT_TELL_NOTHING
    )


def _keep(
    session: Session,
    school_id: int,
    original: Masked,
    wording: str,
    language: str,
    *,
    by_id: int,
    now: datetime,
) -> None:
    """The wording is in use, and no other for the same words."""
    row = {
        "school_id": school_id,
        "source_language": original.language,
        "language": language,
        "source_key": _key(original, language),
        "source": original.canonical,
        "target": wording,
        "approved_by": by_id,
        "approved_at": now,
    }
    session.execute(
        update(ApprovedTranslation)
        .where(
            *_in_use(school_id, original.language, language),
            ApprovedTranslation.source_key == row["source_key"],
            ApprovedTranslation.target != wording,
        )
        .values(retired_at=now)
    )
    add_or_ignore(session, ApprovedTranslation, row)


def _known(session: Session, school_id: int, masked: Masked, language: str) -> dict[str, ApprovedTranslation]:
    """What is in use for this text and for each of its sentences, by its key."""
    keys = {_key(piece, language) for piece in (masked, *masked.sentences()) if piece.has_words}
    found = session.scalars(
        select(ApprovedTranslation).where(
            *_in_use(school_id, masked.language, language), ApprovedTranslation.source_key.in_(keys)
        )
    )
    return {entry.source_key: entry for entry in found}


def _recall_sentences(masked: Masked, known: Mapping[str, ApprovedTranslation], language: str) -> str | None:
    written = []
    for sentence in masked.sentences():
        entry = known.get(_key(sentence, language))
        if not sentence.has_words:
            words = sentence.restore(sentence.for_engine, language)  # "6:30 PM 😀" needs nobody's approval
        elif entry is not None:
            words = sentence.fill_memory(entry.target, language)
        else:
            return None
        if words is None:
            return None
        written.append(words)
    return "".join(written)


def _in_use(school_id: int, source_language: str, language: str) -> tuple[ColumnElement[bool], ...]:
    return (
        ApprovedTranslation.school_id == school_id,
        ApprovedTranslation.source_language == source_language,
        ApprovedTranslation.language == language,
        ApprovedTranslation.retired_at.is_(None),
    )


def _key(masked: Masked, language: str) -> str:
    return digest(masked.memory_key(language))
