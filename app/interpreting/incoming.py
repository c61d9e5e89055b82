"""What a family wrote, for the staff who read another language: known words at once, the rest through the engine."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, add_or_ignore
from app.interpreting.names import Around, names_of_families, names_of_school
from app.interpreting.requests import request_reading
from app.interpreting.translation import Translation
from app.interpreting.trust import Trust
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.language import languages_read_by
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.queries import languages_of_staff
from app.translation.detect import language_of
from app.translation.locks import NOBODY

BATCH = 50


def look_at_incoming(database: Database, trust: Trust, *, clock: Clock) -> int:
    """Families' new texts are on their way into the languages of the staff; returns how many were looked at."""
    with database.writing() as session:
        return settle_languages(session, trust, now=clock())


def settle_languages(session: Session, trust: Trust, *, now: datetime) -> int:
    """Each new text is known by its language, and where staff read another one stands in it or waits for the engine."""
    messages = session.scalars(
        select(Message)
        .where(Message.translate_at <= now)
        .order_by(Message.translate_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    families = names_of_families(session, [m.thread_id for m in messages]) if messages else {}
    for school_id in {m.school_id for m in messages}:
        school = session.get_one(School, school_id)
        names = names_of_school(session, school_id)
        read_here = languages_of_staff(session, school)
        for message in messages:
            if message.school_id == school_id:
                around = Around(names, families.get(message.thread_id, NOBODY))
                _settle(session, school, message, around, trust, read_here=read_here, now=now)
    return len(messages)


def _settle(
    session: Session,
    school: School,
    message: Message,
    around: Around,
    trust: Trust,
    *,
    read_here: Iterable[str],
    now: datetime,
) -> None:
    message.translate_at = None
    if message.language is None:
        known = languages_read_by(session, message.phone_number_id)
        hint = known[0] if len(known) == 1 else None
        message.language = language_of(message.body, among=family_languages(), hint=hint)
    if message.language is None:
        return
    for language in sorted(set(read_here) - {message.language}):
        known_words = trust.known_words(
            session, school, message.body, around, source_language=message.language, language=language
        )
        if known_words is None:
            request_reading(session, message, message.language, language, now=now)
            continue
        row = {
            "school_id": school.id,
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
