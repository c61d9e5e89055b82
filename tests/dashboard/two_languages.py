"""Translations as they stand beside the texts of the school yard."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.interpreting.important_words import ImportantTopic
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Problem, Purpose, TranslationRequest
from app.interpreting.translation_review import ReviewKind, TranslationReview
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.thread import Thread
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site
from tests.dashboard.school import SchoolYard

FEVER = "Ana no va a ir hoy, tiene fiebre alta."
FEVER_IN_ENGLISH = "Ana is not coming today, she has a high fever."
FIGHT = "Ana was in a fight at recess."
FIGHT_IN_SPANISH = "Ana tuvo una pelea en el recreo."


@contextmanager
def at_work(site: Site) -> Iterator[tuple[Session, SchoolYard]]:
    """The school yard, where a test may build more of it."""
    with site.database.writing() as session:
        site.yard.session, site.yard.now = session, site.clock()
        yield session, site.yard


def thread_in(session: Session, site: Site, name: str) -> Thread:
    return session.get_one(Thread, site.thread(name))


def written(site: Site, name: str = "Ana", body: str = FEVER, *, language: str | None = "es") -> int:
    """A family has written just now; returns the text's id."""
    with at_work(site) as (session, yard):
        thread = thread_in(session, site, name)
        message = yard.from_family(thread, body, timedelta(0))
        message.language = language
        thread.touch(site.clock())
        return message.id


def sent(
    site: Site,
    body: str = FIGHT_IN_SPANISH,
    original: str = FIGHT,
    *,
    name: str = "Ana",
    by: str = "Ms. Lee",
    status: DeliveryStatus = DeliveryStatus.DELIVERED,
) -> int:
    """A staff member has written in English what left in Spanish; returns the text's id."""
    with at_work(site) as (session, yard):
        message = yard.to_family(thread_in(session, site, name), body, timedelta(0), by=by, status=status)
        message.language = "es"
        message_id = message.id
    translated(site, message_id, original, maker=Maker.AUTHOR, by=by)
    return message_id


def translated(
    site: Site,
    message_id: int,
    body: str = FEVER_IN_ENGLISH,
    *,
    language: str = "en",
    maker: Maker = Maker.ENGINE,
    engine: str = "LibreTranslate",
    is_gist: bool = False,
    by: str = "",
    checked_by: str = "",
) -> None:
    with at_work(site) as (session, yard):
        now: datetime = site.clock()
        session.add(
            Translation(
                school_id=yard.school.id,
                message_id=message_id,
                language=language,
                body=body,
                maker=maker,
                engine=engine if maker is Maker.ENGINE else None,
                is_gist=is_gist,
                made_by=yard.staff[by].id if by else None,
                made_at=now,
                reviewed_by=yard.staff[checked_by].id if checked_by else None,
                reviewed_at=now if checked_by else None,
            )
        )


def asked_of_engine(site: Site, message_id: int, *, problem: Problem | None = None) -> None:
    """The engine owes the English of a text, or has said why there is none."""
    with at_work(site) as (session, _):
        message = session.get_one(Message, message_id)
        session.add(
            TranslationRequest(
                school_id=message.school_id,
                purpose=Purpose.READ,
                thread_id=message.thread_id,
                message_id=message_id,
                source_language="es",
                language="en",
                source=message.body,
                digest=str(message_id),
                created_at=site.clock(),
                due_at=site.clock(),
                done_at=site.clock() if problem else None,
                problem=problem,
            )
        )


def waits_for_check(
    site: Site,
    message_id: int,
    *,
    proposal: str = FIGHT_IN_SPANISH,
    topic: ImportantTopic | None = ImportantTopic.DISCIPLINE,
    by: str = "Ms. Lee",
    promised_in: timedelta = timedelta(hours=3),
) -> int:
    """A text that may not leave before a colleague has looked; returns the review's id."""
    with at_work(site) as (session, yard):
        message = session.get_one(Message, message_id)
        review = yard.add(
            TranslationReview(
                school_id=message.school_id,
                thread_id=message.thread_id,
                message_id=message_id,
                kind=ReviewKind.BEFORE_SENDING,
                source_language="en",
                language="es",
                source=FIGHT,
                proposal=proposal,
                topic=topic,
                asked_by=yard.staff[by].id,
                asked_at=site.clock(),
                promised_at=site.clock() + promised_in,
            )
        )
        return review.id


def held_for_check(site: Site, *, name: str = "Ana", by: str = "Ms. Lee") -> tuple[int, int]:
    """What Ms. Lee wrote about a fight waits for a colleague; returns the ids of text and review."""
    message_id = sent(site, name=name, by=by, status=DeliveryStatus.DRAFT)
    translated(site, message_id, FIGHT_IN_SPANISH, language="es")
    return message_id, waits_for_check(site, message_id, by=by)


def reads_too(site: Site, name: str, *languages: str) -> None:
    with at_work(site) as (session, yard):
        session.get_one(StaffMember, yard.staff[name].id).reads_too(languages)


def text(site: Site, message_id: int) -> Message:
    with site.database.reading() as session:
        return session.get_one(Message, message_id)


def reviews(site: Site) -> list[TranslationReview]:
    with site.database.reading() as session:
        return list(session.scalars(select(TranslationReview).order_by(TranslationReview.id)))


def translations_of(site: Site, message_id: int, language: str) -> list[Translation]:
    """Those in use and those that were replaced, the oldest first."""
    with site.database.reading() as session:
        return list(
            session.scalars(
                select(Translation)
                .where(Translation.message_id == message_id, Translation.language == language)
                .order_by(Translation.id)
            )
        )
