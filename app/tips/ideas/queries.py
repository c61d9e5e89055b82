"""Reading the ideas of families: where each stands, whom it reached, and who tried it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.section import Section
from app.schools.school import School
from app.tips.delivery import DeliveryState, Reason
from app.tips.ideas.idea import FamilyIdea, IdeaStanding, IdeaText

MOST_IDEAS = 100


@dataclass(frozen=True)
class IdeaLine:
    """An idea, and what became of it."""

    idea: FamilyIdea
    section: Section
    thread_id: int
    """The conversation in which the family wrote it."""
    planned: int = 0
    sent: int = 0
    waiting: int = 0
    """Of these, so many wait in the outbox yet."""
    tried: int = 0
    left_out: dict[Reason, int] = field(default_factory=dict)

    @property
    def standing(self) -> IdeaStanding:
        return self.idea.standing(waiting=self.planned)


def ideas_of(session: Session, school: School, *, limit: int = MOST_IDEAS) -> list[IdeaLine]:
    """The newest first; who may see which is the caller's question."""
    ideas = select(FamilyIdea.id).where(FamilyIdea.school_id == school.id)
    return _lines(session, session.scalars(ideas.order_by(FamilyIdea.id.desc()).limit(limit)).all())


def idea_line(session: Session, idea: FamilyIdea) -> IdeaLine:
    (line,) = _lines(session, [idea.id])
    return line


def _lines(session: Session, idea_ids: Sequence[int]) -> list[IdeaLine]:
    counted = session.execute(
        select(
            IdeaText.idea_id,
            IdeaText.state,
            IdeaText.reason,
            func.count(),
            func.count(IdeaText.tried_at),
            func.count(case((Message.status == DeliveryStatus.QUEUED, 1))),
        )
        .outerjoin(Message, Message.id == IdeaText.message_id)
        .where(IdeaText.idea_id.in_(idea_ids))
        .group_by(IdeaText.idea_id, IdeaText.state, IdeaText.reason)
    ).all()
    states: Counter[tuple[int, DeliveryState]] = Counter()
    tried: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    reasons: dict[int, dict[Reason, int]] = {}
    for idea_id, state, reason, count, count_tried, count_waiting in counted:
        states[idea_id, state] += count
        tried[idea_id] += count_tried
        waiting[idea_id] += count_waiting
        if reason is not None:
            reasons.setdefault(idea_id, {})[reason] = count
    rows = session.execute(
        select(FamilyIdea, Section, Message.thread_id)
        .join(Section, Section.id == FamilyIdea.section_id)
        .join(Message, Message.id == FamilyIdea.message_id)
        .where(FamilyIdea.id.in_(idea_ids))
        .order_by(FamilyIdea.id.desc())
    )
    return [
        IdeaLine(
            idea,
            section,
            thread_id,
            planned=states[idea.id, DeliveryState.PLANNED],
            sent=states[idea.id, DeliveryState.SENT],
            waiting=waiting[idea.id],
            tried=tried[idea.id],
            left_out=reasons.get(idea.id, {}),
        )
        for idea, section, thread_id in rows
    ]
