"""What two languages take and cost a school: texts by language, translations by maker, what waits for the engine."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Purpose, TranslationRequest
from app.interpreting.translation_review import ReviewDecision, ReviewKind, TranslationReview
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message
from app.messages.thread import Thread
from app.schools.school import School

S = DeliveryStatus
LEFT = (S.UNKNOWN, S.ACCEPTED, S.SENT, S.DELIVERED, S.UNDELIVERED)
"""What the carriers charge for, or may."""


@dataclass(frozen=True)
class TextsSent:
    """What left in one language, or in several at once, in a span of time."""

    language: str | None
    """None for texts that say it in every language."""
    texts: int
    segments: int
    pictures: int
    """Of these, so many with a picture, which have one segment each and a price of their own."""
    untranslated: int
    """Of these, so many in a language that the family is not known to read."""


@dataclass(frozen=True)
class MadeBy:
    """How many translations came from one source, and how they did."""

    maker: Maker
    engine: str | None
    translations: int
    doubted: int
    """Marked wrong by a reader."""
    corrected: int
    """Of these, put into other words by a colleague."""


def texts_sent(session: Session, school: School, *, since: datetime, until: datetime) -> list[TextsSent]:
    """By language, the most used first.

    Only conversations that went on since then are read, so a long history costs little.
    """
    count, segments = func.count(), func.coalesce(func.sum(Message.segments), 0)
    untranslated = func.coalesce(func.sum(case((Message.is_untranslated.is_(True), 1), else_=0)), 0)
    rows = session.execute(
        select(Message.language, count, segments, func.count(Message.picture_id), untranslated)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Thread.school_id == school.id,
            Thread.touched_at >= since,
            Message.direction == Direction.OUT,
            Message.status.in_(LEFT),
            Message.created_at >= since,
            Message.created_at < until,
        )
        .group_by(Message.language)
        .order_by(segments.desc(), Message.language)
    )
    return [TextsSent(language, *map(int, numbers)) for language, *numbers in rows]


def translations_made(session: Session, school: School, *, since: datetime) -> list[MadeBy]:
    """By maker, the most trusted first; what writers wrote themselves is not counted."""
    about = and_(
        TranslationReview.message_id == Translation.message_id,
        TranslationReview.language == Translation.language,
        TranslationReview.kind == ReviewKind.MARKED_WRONG,
        TranslationReview.proposal == Translation.body,
    )
    doubted = exists().where(about)
    corrected = exists().where(about, TranslationReview.decision == ReviewDecision.CORRECTED)
    rows = session.execute(
        select(
            Translation.maker,
            Translation.engine,
            func.count(),
            func.sum(case((doubted, 1), else_=0)),
            func.sum(case((corrected, 1), else_=0)),
        )
        .where(
            Translation.school_id == school.id,
            Translation.made_at >= since,
            Translation.maker != Maker.AUTHOR,
        )
        .group_by(Translation.maker, Translation.engine)
    )
    trust = list(Maker)
    made = [MadeBy(maker, engine, *map(int, numbers)) for maker, engine, *numbers in rows]
    return sorted(made, key=lambda one: (trust.index(one.maker), one.engine or ""))


def texts_waiting(session: Session, school: School) -> tuple[int, datetime | None]:
    """How many families' texts of this school wait for the engine, and since when."""
    count, oldest = session.execute(
        select(func.count(), func.min(TranslationRequest.created_at)).where(
            TranslationRequest.school_id == school.id,
            TranslationRequest.purpose == Purpose.READ,
            TranslationRequest.done_at.is_(None),
        )
    ).one()
    return count, oldest


def is_engine_silent(*, since: datetime) -> ColumnElement[bool]:
    """The condition that something has waited for the engine from before that moment, at any school here."""
    return exists().where(TranslationRequest.done_at.is_(None), TranslationRequest.created_at < since)
