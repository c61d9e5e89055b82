"""What was written, for the staff who read another language: known words at once, the rest through the engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, add_or_ignore
from app.interpreting.names import Around, names_of_families, names_of_school
from app.interpreting.requests import request_reading
from app.interpreting.translation import Translation
from app.interpreting.trust import KnownWords, Trust
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.language import known_language_of
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.queries import languages_of_staff
from app.translation.detect import language_of
from app.translation.locks import NOBODY

BATCH = 50


@dataclass(frozen=True)
class _Looked:
    """A text whose language has been told, with what reviewed words say in each language that staff read."""

    message_id: int
    language: str | None
    words: Mapping[str, KnownWords | None]


def look_at_incoming(database: Database, trust: Trust, *, clock: Clock) -> int:
    """New texts are on their way into the languages of the staff; returns how many were looked at.

    Telling a language and looking for reviewed words takes a hundredth of a second for each text, and half a second for
    the first. So it is done before the writer is taken, or on SQLite every webhook would wait for it.
    """
    now = clock()
    with database.reading() as session:
        looked = list(_look(session, trust, now=now))
    settled = 0
    for one in looked:
        # Each by itself: whoever holds two conversations may meet somebody who wants them in the other order.
        with database.writing() as session:
            settled += _keep(session, [one], now=now)
    return settled


def settle_languages(session: Session, trust: Trust, *, now: datetime) -> int:
    """Each new text is known by its language, and where staff read another one stands in it or waits for the engine."""
    return _keep(session, list(_look(session, trust, now=now)), now=now)


def _look(session: Session, trust: Trust, *, now: datetime) -> Iterator[_Looked]:
    messages = session.scalars(
        select(Message).where(Message.translate_at <= now).order_by(Message.translate_at).limit(BATCH)
    ).all()
    families = names_of_families(session, [m.thread_id for m in messages]) if messages else {}
    for school_id in {m.school_id for m in messages}:
        school = session.get_one(School, school_id)
        names = names_of_school(session, school_id)
        read_here = languages_of_staff(session, school)
        for message in messages:
            if message.school_id == school_id:
                around = Around(names, families.get(message.thread_id, NOBODY))
                yield _look_at(session, school, message, around, trust, read_here=read_here)


def _look_at(
    session: Session,
    school: School,
    message: Message,
    around: Around,
    trust: Trust,
    *,
    read_here: Iterable[str],
) -> _Looked:
    language = message.language
    if language is None:
        hint = known_language_of(session, message.phone_number_id).language
        language = language_of(message.body, among=family_languages(), hint=hint)
    if language is None:
        return _Looked(message.id, None, {})
    words = {
        other: trust.known_words(
            session, school, message.body, around, source_language=language, language=other
        )
        for other in sorted(set(read_here) - {language})
    }
    return _Looked(message.id, language, words)


def _keep(session: Session, looked: Sequence[_Looked], *, now: datetime) -> int:
    """What was found stands; a text that another worker has settled meanwhile is left as it is."""
    waiting = session.scalars(
        select(Message)
        .where(Message.id.in_([one.message_id for one in looked]), Message.translate_at.is_not(None))
        .with_for_update(skip_locked=True)
    ).all()
    found = {one.message_id: one for one in looked}
    for message in waiting:
        _settle(session, message, found[message.id], now=now)
    return len(waiting)


def _settle(session: Session, message: Message, looked: _Looked, *, now: datetime) -> None:
    message.translate_at, message.language = None, looked.language
    if looked.language is None:
        return
    for language, known_words in looked.words.items():
        if known_words is None:
            request_reading(session, message, looked.language, language, now=now)
            continue
        row = {
            "school_id": message.school_id,
            "message_id": message.id,
            "language": language,
            "body": known_words.body,
            "maker": known_words.maker,
            "made_at": now,
        }
        add_or_ignore(session, Translation, row)
    session.execute(
        update(Thread)
        .where(Thread.id == message.thread_id)
        .values(version=Thread.version + 1, touched_at=now)
    )
