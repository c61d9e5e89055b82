"""Colleagues who read both languages check translations; what waited for them leaves.

They see the words and who wrote them, not the conversation: that stays with those who may see its inbox.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.assignment import add_note
from app.inbox.drafts import find_draft, keep_draft
from app.inbox.inbox import Inbox, InboxKind, InboxMember
from app.inbox.reply import direct_reply_until
from app.interpreting.outgoing import BETWEEN_LANGUAGES, languages_for
from app.interpreting.reviews import (
    get_review,
    live_translation,
    open_reviews_of,
    original_of,
    send_back,
    settle,
)
from app.interpreting.translation_review import ReviewKind, TranslationReview
from app.messages.decisions import cancel
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message
from app.messages.outbox import let_go
from app.messages.thread import Thread
from app.prompts.ask import withdraw_gentle
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.queries import get_staff_member
from app.staff.staff_member import StaffMember

MOST_SHOWN = 100


@dataclass(frozen=True)
class Check:
    """A translation to check, as a colleague is shown it."""

    review: TranslationReview
    asked_by: StaffMember
    is_from_family: bool


def checks_for(session: Session, school: School, person: StaffMember) -> list[Check]:
    """What this person could check, the one promised first at the top."""
    rows = session.execute(
        select(TranslationReview, StaffMember, Message.direction)
        .join(Message, Message.id == TranslationReview.message_id)
        .join(StaffMember, StaffMember.id == TranslationReview.asked_by)
        .where(_open(school, person))
        .order_by(TranslationReview.promised_at, TranslationReview.id)
        .limit(MOST_SHOWN)
    )
    return [Check(review, asker, direction is Direction.IN) for review, asker, direction in rows]


def count_checks(session: Session, school: School, person: StaffMember) -> int:
    """How many translations wait for somebody like this person; 0 for one who reads a single language."""
    if len(person.languages) < 2:  # noqa: PLR2004 - two languages make a pair
        return 0
    waiting = (
        select(func.count())
        .select_from(TranslationReview)
        .join(Message, Message.id == TranslationReview.message_id)
        .where(_open(school, person))
    )
    return session.scalar(waiting) or 0


def approve_check(
    session: Session,
    school: School,
    review_id: int,
    body: str,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """The words are right, as they stood or as the colleague has written them; what waited only for that leaves.

    Raises Conflict, besides what `settle` raises, for a text whose writer had chosen a moment that has passed by far.
    """
    review = _in_sight(session, school, review_id, by)
    settle(session, school, review, body, by=by, now=now)
    message = session.get_one(Message, review.message_id)
    if review.kind is not ReviewKind.BEFORE_SENDING or open_reviews_of(session, message):
        return
    thread = session.get_one(Thread, message.thread_id)
    is_scheduled = message.due_at is not None and message.due_at > message.created_at
    language, words = _leaving_words(session, thread, message)
    let_go(
        session,
        school,
        message,
        words,
        any_time_until=None if is_scheduled else direct_reply_until(session, school, thread, now=now),
        now=now,
    )
    message.language = language
    withdraw_gentle(session, thread, now=now)
    if message.status is DeliveryStatus.QUEUED and not _family_wrote_since(session, message):
        thread.waiting_since = None


def send_back_check(
    session: Session,
    school: School,
    review_id: int,
    reason: str,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """The text does not leave as it is: its writer finds it in the composer again, and the reason as a note."""
    review = _in_sight(session, school, review_id, by)
    send_back(session, review, reason, by=by, now=now)
    message = session.get_one(Message, review.message_id)
    thread = session.get_one(Thread, review.thread_id)
    if reason.strip():
        add_note(session, thread, reason, by=by, now=now)
    if review.kind is not ReviewKind.BEFORE_SENDING:
        return
    cancel(session, message, now=now)
    message.attention_at = now
    writer = get_staff_member(session, school, review.asked_by)
    if not find_draft(session, thread, by=writer):
        _, original = original_of(session, message)
        keep_draft(
            session, thread, original, translations={review.language: review.proposal}, by=writer, now=now
        )


def _open(school: School, person: StaffMember) -> ColumnElement[bool]:
    """Open reviews in two languages that the person reads. A counselor's are for the members of that inbox alone."""
    is_private = exists().where(
        Thread.id == TranslationReview.thread_id,
        Inbox.id == Thread.inbox_id,
        Inbox.kind == InboxKind.COUNSELOR,
        ~exists().where(InboxMember.inbox_id == Inbox.id, InboxMember.staff_member_id == person.id),
    )
    return and_(
        TranslationReview.school_id == school.id,
        TranslationReview.decided_at.is_(None),
        TranslationReview.source_language.in_(person.languages),
        TranslationReview.language.in_(person.languages),
        or_(
            TranslationReview.kind == ReviewKind.MARKED_WRONG,
            # A text that was taken back, or whose family has stopped, needs nobody's eyes any more.
            and_(Message.status == DeliveryStatus.DRAFT, TranslationReview.asked_by != person.id),
        ),
        ~is_private,
    )


def _in_sight(session: Session, school: School, review_id: int, person: StaffMember) -> TranslationReview:
    e164 = session.scalar(
        select(PhoneNumber.e164)
        .join(Thread, Thread.phone_number_id == PhoneNumber.id)
        .join(TranslationReview, TranslationReview.thread_id == Thread.id)
        .where(TranslationReview.id == review_id, TranslationReview.school_id == school.id)
    )
    if e164 is not None:
        stand_still(session, [number_key(school.id, e164)])  # first of all, as whoever records a STOP does
    review = get_review(session, school, review_id)
    private_to = session.scalar(
        select(Inbox.id)
        .join(Thread, Thread.inbox_id == Inbox.id)
        .where(Thread.id == review.thread_id, Inbox.kind == InboxKind.COUNSELOR)
    )
    if private_to is not None and not _is_member(session, private_to, person):
        raise NotFound(_l("There is no such translation to check."))
    return review


def _is_member(session: Session, inbox_id: int, person: StaffMember) -> bool:
    return (
        session.scalar(
            select(InboxMember.id).where(
                InboxMember.inbox_id == inbox_id, InboxMember.staff_member_id == person.id
            )
        )
        is not None
    )


def _leaving_words(session: Session, thread: Thread, message: Message) -> tuple[str | None, str]:
    """What leaves and its language: the family's own, or all of them one below the other and None.

    A family may have asked for another language since; it gets that, where the text says it in that.
    """
    as_written: Sequence[str] = (message.language,) if message.language else family_languages()
    for languages in (languages_for(session, thread), as_written):
        found = [live_translation(session, message, language) for language in languages]
        words = [translation.body for translation in found if translation]
        if len(words) == len(languages):
            break
    return languages[0] if len(languages) == 1 else None, BETWEEN_LANGUAGES.join(words)


def _family_wrote_since(session: Session, message: Message) -> bool:
    newer = select(Message.id).where(
        Message.thread_id == message.thread_id, Message.id > message.id, Message.direction == Direction.IN
    )
    return session.scalar(newer.limit(1)) is not None
