"""What families' ideas have yet to send as things stand now, and what of it did not go."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.messages.ahead import Load, PhonesNow, never_leaves
from app.messages.batch import Batch
from app.messages.message import Message
from app.roster.section import Section
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.sms.catalog import Catalog
from app.sms.segments import measure
from app.tips.delivery import DeliveryState, Reason
from app.tips.ideas.idea import FamilyIdea, IdeaText
from app.tips.ideas.words import idea_bodies
from app.tips.not_gone import why_not_gone
from app.tips.track import PLACES
from app.tips.wishes import TipWish
from app.tips.wording import for_readers


@dataclass
class IdeaAhead:
    """An idea that was let go and of which something has yet to leave."""

    idea: FamilyIdea
    section: Section
    batch: Batch
    due_at: datetime
    waiting: Load
    """What was handed to the outbox and has not left."""
    load: Load = field(default_factory=Load)
    """What will leave; about, because a phone's first text says how to stop."""
    left_out: Counter[Reason] = field(default_factory=Counter)
    """What will not, by the reason that is known now."""


def ideas_ahead(
    session: Session,
    school: School,
    phones: PhonesNow,
    catalog: Catalog,
    outbox: Mapping[int | None, Load],
    *,
    until: datetime,
    now: datetime,
) -> list[IdeaAhead]:
    """What is due before that moment, the next first; `outbox` says by batch what was handed over already."""
    planned = select(IdeaText.idea_id).where(IdeaText.state == DeliveryState.PLANNED)
    rows = session.execute(
        select(FamilyIdea, Section, Batch)
        .join(Section, Section.id == FamilyIdea.section_id)
        .join(Batch, Batch.id == FamilyIdea.batch_id)
        .where(
            FamilyIdea.school_id == school.id,
            FamilyIdea.withdrawn_at.is_(None),
            FamilyIdea.due_at < until,
            FamilyIdea.not_after > now,
            or_(
                FamilyIdea.id.in_(planned),
                FamilyIdea.batch_id.in_([batch for batch in outbox if batch is not None]),
            ),
        )
        .order_by(FamilyIdea.due_at, FamilyIdea.id)
    ).all()
    found = []
    for idea, section, batch in rows:
        assert idea.due_at is not None  # noqa: S101 - it was compared above
        found.append(IdeaAhead(idea, section, batch, idea.due_at, outbox.get(batch.id, Load())))
    homes = _homes(session, found)
    wishes = _wishes(session, school) if homes else {}
    calendar = find_calendar(session, school, now.astimezone(school.zone).date()) if homes else None
    for ahead in found:
        bodies = idea_bodies(ahead.idea.words, ahead.idea.credited, catalog=catalog)
        day = max(ahead.due_at, now).astimezone(school.zone).date()
        for phone in homes[ahead.idea.id]:
            reason = _against(phone, day, calendar, phones, wishes.get(phone))
            if reason is not None:
                ahead.left_out[reason] += 1
            else:
                language = phones.languages.get(phone)
                ahead.load.add(language, 1, measure(for_readers(bodies, language)).segments)
    return found


def _against(
    phone: int, day: date, calendar: SchoolCalendar | None, phones: PhonesNow, wish: TipWish | None
) -> Reason | None:
    """What is known now, in the order in which it will be decided; whether the week has room is seen when it is due."""
    if calendar is None or not calendar.is_school_day(day):
        return Reason.HOLIDAY
    if (obstacle := phones.obstacles.get(phone)) is not None:
        return Reason(obstacle.value)
    if wish is None:
        return None
    if wish.is_paused(day):
        return Reason.PAUSED
    return Reason.FEWER if wish.per_week < PLACES else None


def _homes(session: Session, found: list[IdeaAhead]) -> Mapping[int, list[int]]:
    """By idea, the phones for which it is not decided yet."""
    homes: dict[int, list[int]] = defaultdict(list)
    if found:
        for idea_id, phone in session.execute(
            select(IdeaText.idea_id, IdeaText.phone_number_id).where(
                IdeaText.idea_id.in_([ahead.idea.id for ahead in found]),
                IdeaText.state == DeliveryState.PLANNED,
            )
        ):
            homes[idea_id].append(phone)
    return homes


def _wishes(session: Session, school: School) -> dict[int, TipWish]:
    return {
        wish.phone_number_id: wish
        for wish in session.scalars(select(TipWish).where(TipWish.school_id == school.id))
    }


@dataclass(frozen=True)
class IdeaNotGone:
    """So many texts of one idea that did not go for one reason."""

    day: date
    idea: FamilyIdea
    section: Section
    reason: Reason
    texts: int


def ideas_not_gone(session: Session, school: School, *, since: datetime, now: datetime) -> list[IdeaNotGone]:
    """The latest first; also what was handed to the outbox and never left it."""
    has_not_gone = or_(
        IdeaText.reason.is_not(None),
        and_(IdeaText.state == DeliveryState.PLANNED, FamilyIdea.not_after <= now),
        and_(IdeaText.state == DeliveryState.SENT, never_leaves(now)),
    )
    rows = session.execute(
        select(IdeaText.idea_id, IdeaText.reason, Message.status, func.count())
        .join(FamilyIdea, FamilyIdea.id == IdeaText.idea_id)
        .outerjoin(Message, Message.id == IdeaText.message_id)
        .where(
            FamilyIdea.school_id == school.id,
            FamilyIdea.due_at >= since,
            FamilyIdea.due_at <= now,
            has_not_gone,
        )
        .group_by(IdeaText.idea_id, IdeaText.reason, Message.status)
    )
    counts: Counter[tuple[int, Reason]] = Counter()
    for idea_id, reason, status, count in rows:
        counts[idea_id, why_not_gone(reason, status)] += count
    ideas = {
        idea.id: (idea, section)
        for idea, section in session.execute(
            select(FamilyIdea, Section)
            .join(Section, Section.id == FamilyIdea.section_id)
            .where(FamilyIdea.id.in_({idea_id for idea_id, _ in counts}))
        )
    }
    lines = []
    for (idea_id, reason), count in counts.items():
        idea, section = ideas[idea_id]
        assert idea.due_at is not None  # noqa: S101 - it was compared above
        lines.append(IdeaNotGone(idea.due_at.astimezone(school.zone).date(), idea, section, reason, count))
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.idea.id, line.reason))
