"""Whom a broadcast has reached, language by language and class by class."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.report.progress import Progress, Stand, stand_of
from app.broadcasts.report.unreached import IS_TOLD, Unreached
from app.calls.voice_call import VoiceCall
from app.messages.message import Message
from app.roster.guardian import GuardianPhone
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship
from app.schools.school import School

CLASSES_A_PAGE = 20


class Reached(StrEnum):
    """How far a family has been reached."""

    DELIVERED = "delivered"
    SENT = "sent"
    """It has left, and nobody knows yet whether it arrived."""
    TOLD = "told"
    """A person told them, or a call was taken."""
    WAITING = "waiting"
    NOT_REACHED = "not_reached"


OF_STANDS = {
    Stand.DELIVERED: Reached.DELIVERED,
    Stand.SENT: Reached.SENT,
    Stand.UNKNOWN: Reached.NOT_REACHED,
    Stand.NOT_TEXTED: Reached.NOT_REACHED,
    Stand.FAILED: Reached.NOT_REACHED,
    Stand.WAITING: Reached.WAITING,
    Stand.CANCELLED: Reached.NOT_REACHED,
}


@dataclass(frozen=True)
class ClassReach:
    """The families of one class; one with children in two classes stands in both."""

    section: Section
    families: Counter[Reached]


@dataclass(frozen=True)
class ClassPage:
    """Some of the classes, by name."""

    classes: list[ClassReach]
    number: int
    is_last: bool


def by_language(progress: Progress, unreached: Iterable[Unreached]) -> dict[str | None, Counter[Reached]]:
    """Those who have a text, or a reason why not; None stands for every language in one text."""
    found: dict[str | None, Counter[Reached]] = defaultdict(Counter)
    for count in progress.counts:
        if count.status is not None:
            found[count.language][OF_STANDS[count.stand]] += count.families
    for one in unreached:
        if not one.has_text:
            found[one.language][Reached.TOLD if one.is_told else Reached.NOT_REACHED] += one.families
        elif one.is_told:
            found[one.language][Reached.TOLD] += one.families
            found[one.language][Reached.NOT_REACHED] -= one.families
    return dict(found)


def by_class(session: Session, school: School, broadcast: Broadcast, *, page: int = 1) -> ClassPage:
    """So many classes at once that it takes no longer for a district than for a school."""
    wanted = _sections(school, broadcast).offset((page - 1) * CLASSES_A_PAGE).limit(CLASSES_A_PAGE + 1)
    sections = session.scalars(wanted).all()
    shown = sections[:CLASSES_A_PAGE]
    sits = session.execute(
        select(Enrollment.section_id, Enrollment.student_id).where(
            Enrollment.section_id.in_([section.id for section in shown])
        )
    ).all()
    reached = _reached(session, broadcast, {student for _, student in sits})
    classes: dict[int, dict[int, Reached]] = defaultdict(dict)
    for section, student in sits:
        classes[section].update(reached.get(student, {}))
    return ClassPage(
        [ClassReach(one, Counter(classes[one.id].values())) for one in shown if classes[one.id]],
        page,
        len(sections) <= CLASSES_A_PAGE,
    )


def _sections(school: School, broadcast: Broadcast) -> Select[Section]:
    sections = select(Section).where(Section.school_id == school.id).order_by(Section.name, Section.id)
    selection = Selection.from_json(broadcast.audience)
    return (
        sections.where(Section.id.in_(selection.ids))
        if selection.kind is SelectionKind.SECTIONS
        else sections
    )


def _reached(
    session: Session, broadcast: Broadcast, students: Collection[int]
) -> dict[int, dict[int, Reached]]:
    """By student, the recipients that are about it."""
    is_cancelled = broadcast.state is BroadcastState.CANCELLED
    columns = (
        BroadcastRecipient.id,
        BroadcastRecipient.children,
        case((IS_TOLD, 1), else_=0).label("is_told"),
        Message.status,
    )
    told = (
        select(*columns)
        .outerjoin(Message, Message.id == BroadcastRecipient.message_id)
        .outerjoin(VoiceCall, VoiceCall.id == BroadcastRecipient.call_id)
        .where(BroadcastRecipient.broadcast_id == broadcast.id)
    )
    phones = (
        select(GuardianPhone.phone_number_id)
        .join(Guardianship, Guardianship.guardian_id == GuardianPhone.guardian_id)
        .where(Guardianship.student_id.in_(students))
    )
    found: dict[int, dict[int, Reached]] = defaultdict(dict)
    for which in (
        BroadcastRecipient.phone_number_id.in_(phones),
        BroadcastRecipient.phone_number_id.is_(None) & BroadcastRecipient.student_id.in_(students),
    ):
        for recipient, children, is_told, status in session.execute(told.where(which)):
            stand = stand_of(status, is_cancelled=is_cancelled) if status else Stand.NOT_TEXTED
            reached = OF_STANDS[stand]
            if is_told and reached is Reached.NOT_REACHED:
                reached = Reached.TOLD
            for student in _among(children, students):
                found[student][recipient] = reached
    return found


def _among(children: Iterable[int], students: Collection[int]) -> list[int]:
    return [child for child in children if child in students]
