"""Which thread a family's text belongs to. The first step that knows decides, and its name is kept with the text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.inbox.follow_up import Announced, last_announced
from app.inbox.inbox import Inbox, InboxKind
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.messages.message import RoutedBy
from app.messages.open_thread import open_thread
from app.prompts.ask import live_prompts
from app.prompts.prompt import Prompt
from app.roster.guardian import GuardianPhone
from app.roster.section import Enrollment
from app.roster.student import Guardianship, Student

REMEMBERED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class KnownThread:
    """A thread that the phone has already."""

    id: int
    inbox_id: int
    line_id: int
    has_messages: bool
    """False when all its texts have moved elsewhere: then it is nobody's conversation."""


@dataclass(frozen=True)
class Sender:
    """Who wrote, and to which line."""

    school_id: int
    phone_number_id: int
    line_id: int
    is_new: bool
    """True for a number that had never been seen at this school."""
    may_have_prompts: bool
    may_have_announced: bool
    """Whether it may have read an announcement lately."""
    threads: tuple[KnownThread, ...]


@dataclass(frozen=True)
class Route:
    """Where a text goes, why, and what must still be asked."""

    thread_id: int
    routed_by: RoutedBy
    prompts: Sequence[Prompt] = ()
    """The questions that are live on this phone and line."""
    ask_among: Sequence[int] = ()
    """The inboxes the family must choose from; empty when nothing need be asked."""
    announced: Announced | None = None
    """The announcement that the family has just read on this line, if there is one."""

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for an answer on this phone and line."""
        return any(not prompt.gives_way for prompt in self.prompts)


_INBOXES = (
    select(Inbox.id)
    .distinct()
    .join(Enrollment, Enrollment.section_id == Inbox.section_id)
    .join(Student, Student.id == Enrollment.student_id)
    .join(Guardianship, Guardianship.student_id == Student.id)
    .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
    .where(
        GuardianPhone.phone_number_id == bindparam("phone"),
        Student.left_at.is_(None),
        # Whoever a court or the school keeps from a child is not put through to the child's teacher by a machine.
        Guardianship.may_receive.is_(True),
        Guardianship.has_court_order.is_(False),
    )
    .order_by(Inbox.id)
)


def route(session: Session, sender: Sender, *, now: datetime) -> Route:
    """The thread of a text that has just come in; made if the router's answer is an inbox without one."""
    announced = None
    if sender.may_have_announced:
        announced = last_announced(session, sender.phone_number_id, sender.line_id, now=now)
    return replace(_route(session, sender, announced, now=now), announced=announced)


def _route(session: Session, sender: Sender, announced: Announced | None, *, now: datetime) -> Route:
    prompts: list[Prompt] = []
    if sender.may_have_prompts:
        prompts = live_prompts(session, sender.phone_number_id, sender.line_id, now=now)
    awaited = [p for p in prompts if p.awaits_next_text]
    questions = {p.thread_id for p in awaited}

    on_line = [t.id for t in sender.threads if t.line_id == sender.line_id and t.has_messages]
    if len(on_line) == 1 and not any(p.kind == WHO_IS_THIS_FOR for p in prompts):
        return Route(on_line[0], RoutedBy.LINE, prompts)
    if len(questions) == 1:
        return _route_by_prompt(awaited, prompts)
    if announced is not None and _told_lately(session, sender, now=now) is None:
        return Route(announced.thread_id, RoutedBy.BROADCAST, prompts)
    inboxes = [] if sender.is_new else session.scalars(_INBOXES, {"phone": sender.phone_number_id}).all()
    if len(inboxes) == 1:
        return Route(_thread_in(session, sender, inboxes[0], now=now), RoutedBy.ONLY_INBOX, prompts)
    office = _office(session, sender)
    if not inboxes:
        return Route(_thread_in(session, sender, office, now=now), RoutedBy.OFFICE, prompts)
    told = _told_lately(session, sender, now=now)
    if told is not None and told in inboxes:
        return Route(_thread_in(session, sender, told, now=now), RoutedBy.REMEMBERED, prompts)
    return Route(_thread_in(session, sender, office, now=now), RoutedBy.ASKED, prompts, ask_among=inboxes)


def _route_by_prompt(awaited: Sequence[Prompt], prompts: Sequence[Prompt]) -> Route:
    waits_for_choice = any(p.kind == WHO_IS_THIS_FOR for p in awaited)
    return Route(awaited[0].thread_id, RoutedBy.ASKED if waits_for_choice else RoutedBy.PROMPT, prompts)


def _thread_in(session: Session, sender: Sender, inbox_id: int, *, now: datetime) -> int:
    for thread in sender.threads:
        if thread.inbox_id == inbox_id:
            return thread.id
    return open_thread(
        session,
        school_id=sender.school_id,
        phone_number_id=sender.phone_number_id,
        inbox_id=inbox_id,
        arrived_on=sender.line_id,
        now=now,
    ).id


def _office(session: Session, sender: Sender) -> int:
    return session.scalars(
        select(Inbox.id).where(Inbox.school_id == sender.school_id, Inbox.kind == InboxKind.OFFICE)
    ).one()


def _told_lately(session: Session, sender: Sender, *, now: datetime) -> int | None:
    """The inbox that the family chose when it was last asked, for as long as that is remembered."""
    prompt = session.scalar(
        select(Prompt)
        .where(
            Prompt.phone_number_id == sender.phone_number_id,
            Prompt.line_id == sender.line_id,
            Prompt.kind == WHO_IS_THIS_FOR,
            Prompt.answered_at > now - REMEMBERED_FOR,
        )
        .order_by(Prompt.answered_at.desc())
        .limit(1)
    )
    if prompt is None or prompt.choice is None:
        return None
    return int(str(prompt.choices[prompt.choice - 1]["value"]))
