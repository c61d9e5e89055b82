"""What waits to leave as a text already, who cannot be texted as things stand, and what many texts take."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import Session

from app.consent.opt_out import OptOut, StopReview
from app.messages.delivery_status import ENDED_UNSENT, DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message, MessageKind
from app.messages.recipients import Obstacle
from app.messages.thread import Thread
from app.roster.homes import UNREACHABLE
from app.roster.language import known_languages
from app.roster.phone_number import PhoneNumber
from app.schools.queries import lines_of
from app.schools.school import School

# In the words of the index, which would not be used for a parameter.
_IS_QUEUED = text("messages.status = 'queued'")


@dataclass
class Load:
    """So many texts, by the language they leave in; None stands for every language in one text."""

    texts: Counter[str | None] = field(default_factory=Counter)
    segments: Counter[str | None] = field(default_factory=Counter)

    def add(self, language: str | None, texts: int, segments: int) -> None:
        self.texts[language] += texts
        self.segments[language] += segments

    def include(self, other: "Load") -> None:
        self.texts.update(other.texts)
        self.segments.update(other.segments)

    @property
    def count(self) -> int:
        return self.texts.total()


def replies_ahead(
    session: Session, school: School, inboxes: Collection[int], *, until: datetime, now: datetime
) -> dict[date, Load]:
    """By day, what staff have written for later in these inboxes."""
    rows = session.execute(
        select(Message.due_at, Message.language, func.count(), func.sum(Message.segments))
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Message.line_id.in_([line.id for line in lines_of(session, school)]),
            _IS_QUEUED,
            Message.due_at > now,
            Message.due_at < until,
            Message.kind == MessageKind.REPLY,
            Thread.inbox_id.in_(inboxes),
        )
        .group_by(Message.due_at, Message.language)
    )
    loads: dict[date, Load] = {}
    for due_at, language, count, segments in rows:
        assert due_at is not None  # noqa: S101 - it was compared above
        day = due_at.astimezone(school.zone).date()
        loads.setdefault(day, Load()).add(language, count, int(segments))
    return loads


def in_outbox(session: Session, school: School, *, now: datetime) -> dict[int | None, Load]:
    """By batch, what goes to many and was handed to the outbox and has not left; what has grown stale left aside."""
    rows = session.execute(
        select(Message.batch_id, Message.language, func.count(), func.sum(Message.segments))
        .where(
            Message.line_id.in_([line.id for line in lines_of(session, school)]),
            _IS_QUEUED,
            Message.not_after > now,
            Message.kind.in_(LEAVES_WITH_OTHERS),
        )
        .group_by(Message.batch_id, Message.language)
    )
    loads: dict[int | None, Load] = {}
    for batch, language, count, segments in rows:
        loads.setdefault(batch, Load()).add(language, count, int(segments))
    return loads


def never_leaves(now: datetime) -> ColumnElement[bool]:
    """What holds for a text that was handed to the outbox and does not go: it ended there, or was paused too long."""
    is_stale = and_(Message.status == DeliveryStatus.QUEUED, Message.not_after <= now)
    return or_(Message.status.in_(ENDED_UNSENT), is_stale)


@dataclass(frozen=True)
class PhonesNow:
    """What holds right now for every phone of a school that has to do with many texts."""

    languages: Mapping[int, str | None]
    """The one language of families that each is texted in; None where it is every one."""
    obstacles: Mapping[int, Obstacle]


def phones_now(session: Session, school: School) -> PhonesNow:
    known = known_languages(session, PhoneNumber.school_id == school.id)
    languages = {phone: one.worded_in for phone, one in known.items()}
    return PhonesNow(languages, _obstacles(session, school))


def _obstacles(session: Session, school: School) -> dict[int, Obstacle]:
    here = PhoneNumber.school_id == school.id
    number = select(PhoneNumber.id).where(here)
    unreachable = number.where(PhoneNumber.health.in_(UNREACHABLE))
    in_review = number.join(
        StopReview, and_(StopReview.school_id == school.id, StopReview.e164 == PhoneNumber.e164)
    ).where(StopReview.decided_at.is_(None))
    stopped = number.join(OptOut, and_(OptOut.school_id == school.id, OptOut.e164 == PhoneNumber.e164)).where(
        OptOut.lifted_at.is_(None)
    )
    found: dict[int, Obstacle] = {}
    for numbers, why in (
        (unreachable, Obstacle.UNREACHABLE),
        (in_review, Obstacle.IN_REVIEW),
        (stopped, Obstacle.STOPPED),
    ):
        found.update(dict.fromkeys(session.scalars(numbers), why))
    return found
