"""Asking a family whom its text is for, and moving the text there when it has said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.inbox.inbox import Inbox, ThreadEvent, ThreadEventKind
from app.interpreting.auto_replies import answer_with_wording
from app.interpreting.moved import follow_texts
from app.messages.message import Direction, Message, RoutedBy
from app.messages.open_thread import open_thread
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.prompts.ask import Choice, ask
from app.prompts.prompt import Prompt
from app.roster.guardian import GuardianPhone
from app.roster.section import Enrollment
from app.roster.student import Guardianship, Student
from app.schools.school import School
from app.sms.catalog import Catalog

KIND = "who_is_this_for"
LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class _Offer:
    inbox: Inbox
    children: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.inbox.name} ({', '.join(self.children)})"

    @property
    def words(self) -> tuple[str, ...]:
        """What a family may type instead of the number: "Ms. Lee", "Lee", "Ana"."""
        return (self.inbox.name, self.inbox.name.rsplit(maxsplit=1)[-1], *self.children)


def ask_whom_it_is_for(
    session: Session,
    school: School,
    thread: Thread,
    inbox_ids: Sequence[int],
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The family has been asked to choose among these inboxes; until it does, the office sees the text."""
    offers = _offers(session, thread.phone_number_id, inbox_ids)
    listed = " ".join(f"{number}) {offer.label}" for number, offer in enumerate(offers, 1))
    question = answer_with_wording(
        session, school, thread, "who_is_this_for", catalog=catalog, now=now, choices=listed
    )
    if question is not None:
        choices = [Choice(offer.inbox.id, offer.words) for offer in offers]
        ask(session, thread, KIND, choices, question=question, lives=LIVES, now=now)


def move_to_chosen_inbox(session: Session, answer: Answer, now: datetime) -> None:
    """Everything the family wrote while it was being asked, and the question, stand in the thread it chose."""
    prompt = answer.prompt
    office = session.get_one(Thread, prompt.thread_id)
    chosen = open_thread(
        session,
        school_id=prompt.school_id,
        phone_number_id=prompt.phone_number_id,
        inbox_id=int(str(answer.value)),
        now=now,
    )
    is_new = chosen.last_message_id is None
    moved = _asked_about(session, prompt)
    for message in moved:
        message.thread_id = chosen.id
    follow_texts(session, [message.id for message in moved], chosen)
    since = [m.created_at for m in moved if m.direction is Direction.IN]
    asked_since = since[0]
    chosen.waiting_since = min([*since, chosen.waiting_since] if chosen.waiting_since else since)
    chosen.closed_at = chosen.snoozed_until = None
    chosen.last_message_id, chosen.last_message_at = moved[-1].id, now
    prompt.thread_id = chosen.id
    session.add(ThreadEvent(thread_id=chosen.id, kind=ThreadEventKind.MOVED_IN, created_at=now))
    session.flush()
    _settle_office(session, office, asked_since=asked_since, now=now)
    if is_new and office.last_message_id is None:
        # The conversation stays where the family began it: on the number that it wrote to.
        chosen.line_id, office.line_id = office.line_id, chosen.line_id
    chosen.touch(now)
    office.touch(now)


def _offers(session: Session, phone_number_id: int, inbox_ids: Sequence[int]) -> list[_Offer]:
    rows = session.execute(
        select(Inbox, Student.first_name)
        .distinct()
        .join(Enrollment, Enrollment.section_id == Inbox.section_id)
        .join(Student, Student.id == Enrollment.student_id)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
        .where(
            GuardianPhone.phone_number_id == phone_number_id,
            Inbox.id.in_(inbox_ids),
            Student.left_at.is_(None),
            # No child is named to somebody whom a court or the school keeps from it.
            Guardianship.may_receive.is_(True),
            Guardianship.has_court_order.is_(False),
        )
        .order_by(Inbox.id, Student.first_name)
    ).all()
    inboxes = {inbox.id: inbox for inbox, _ in rows}
    return [
        _Offer(inbox, tuple(name for other, name in rows if other.id == inbox_id))
        for inbox_id, inbox in inboxes.items()
    ]


def _asked_about(session: Session, prompt: Prompt) -> list[Message]:
    """The text that made us ask, the question, and whatever the family has written since; the oldest first."""
    earlier = aliased(Message)
    what_made_us_ask = (
        select(func.max(earlier.id))
        .where(
            earlier.thread_id == prompt.thread_id,
            earlier.direction == Direction.IN,
            earlier.id < prompt.question_message_id,
        )
        .scalar_subquery()
    )
    return list(
        session.scalars(
            select(Message)
            .where(
                Message.thread_id == prompt.thread_id,
                Message.id >= what_made_us_ask,
                (Message.routed_by == RoutedBy.ASKED) | (Message.id == prompt.question_message_id),
            )
            .order_by(Message.id)
        )
    )


def _settle_office(session: Session, office: Thread, *, asked_since: datetime, now: datetime) -> None:
    """Nobody in the office waits for an answer that is now somebody else's to give; an earlier matter waits on."""
    left = session.scalars(
        select(Message).where(Message.thread_id == office.id).order_by(Message.id.desc()).limit(1)
    ).first()
    office.last_message_id = left.id if left else None
    if left is None or office.waiting_since is None or office.waiting_since >= asked_since:
        office.waiting_since, office.closed_at = None, now
