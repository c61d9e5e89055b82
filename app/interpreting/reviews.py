"""Putting a wording to a colleague who reads both languages, and what their answer changes."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import add_or_ignore
from app.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l, interface_languages
from app.interpreting.important_words import ImportantTopic
from app.interpreting.names import names_around
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_review import ReviewDecision, ReviewKind, TranslationReview
from app.messages.message import Message
from app.messages.text_to_send import clean_body
from app.messages.thread import Thread
from app.schools.school import School
from app.schools.texting_hours import TextingHours
from app.sms.languages import family_languages
from app.staff.staff_member import StaffMember
from app.translation.memory import forget, learn

LONGEST_NOTE = 500


def ask_before_sending(
    session: Session,
    school: School,
    message: Message,
    source: tuple[str, str],
    proposal: tuple[str, str],
    *,
    topic: ImportantTopic | None,
    by: StaffMember,
    now: datetime,
) -> None:
    """The text waits until a colleague has checked this wording. Source and proposal are a language and its words."""
    session.add(
        TranslationReview(
            school_id=school.id,
            thread_id=message.thread_id,
            message_id=message.id,
            kind=ReviewKind.BEFORE_SENDING,
            source_language=source[0],
            source=source[1],
            language=proposal[0],
            proposal=proposal[1],
            topic=topic,
            asked_by=by.id,
            asked_at=now,
            promised_at=promised_by(school.texting_hours, school.review_hours, now),
        )
    )


def doubt(
    session: Session,
    school: School,
    message: Message,
    language: str,
    note: str,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """A colleague is asked to look at what the text says in that language; asking twice changes nothing.

    Until somebody has looked, the school trusts nothing of these words for other texts. Raises Invalid where there is
    nothing to compare: the text is in that language itself, or nobody here reads it.
    """
    source_language, source = original_of(session, message)
    is_known = language in {*family_languages(), *interface_languages()}
    if source_language is None or source_language == language or not is_known:
        raise Invalid(_l("This text has no translation that could be wrong."))
    standing = live_translation(session, message, language)
    row = {
        "school_id": school.id,
        "thread_id": message.thread_id,
        "message_id": message.id,
        "kind": ReviewKind.MARKED_WRONG,
        "source_language": source_language,
        "source": source,
        "language": language,
        "proposal": standing.body if standing else "",
        "note": note.strip()[:LONGEST_NOTE],
        "asked_by": by.id,
        "asked_at": now,
        "promised_at": promised_by(school.texting_hours, school.review_hours, now),
    }
    if add_or_ignore(session, TranslationReview, row) is not None:
        thread = session.get_one(Thread, message.thread_id)
        masked = names_around(session, thread).mask(source, source_language)
        forget(session, school.id, masked, language=language, now=now)
        thread.touch(now)


def get_review(session: Session, school: School, review_id: int) -> TranslationReview:
    """The review and its text, kept from everybody else until this unit of work ends; raises NotFound."""
    review = session.scalar(
        select(TranslationReview)
        .where(TranslationReview.id == review_id, TranslationReview.school_id == school.id)
        .with_for_update()
    )
    if review is None:
        raise NotFound(_l("There is no such translation to check."))
    # Before the conversation is touched: whoever takes a text back takes the text first and the conversation after it.
    session.refresh(session.get_one(Message, review.message_id), with_for_update=True)
    return review


def settle(
    session: Session,
    school: School,
    review: TranslationReview,
    body: str,
    *,
    by: StaffMember,
    now: datetime,
) -> str:
    """The colleague's words are what the text says in that language, and the school remembers them; returns them.

    Raises Forbidden for somebody who does not read both languages, or who would check a text of their own, Conflict
    when a colleague was faster.
    """
    _may_decide(review, by)
    words = clean_body(body)
    is_same = words.split() == review.proposal.split()
    review.decision = ReviewDecision.APPROVED if is_same else ReviewDecision.CORRECTED
    review.decided_by, review.decided_at = by.id, now
    message = session.get_one(Message, review.message_id)
    thread = session.get_one(Thread, review.thread_id)
    standing = live_translation(session, message, review.language)
    if standing is not None and standing.body.split() == words.split():
        standing.reviewed_by, standing.reviewed_at = by.id, now
    else:
        if standing is not None:
            standing.replaced_at = now
            session.flush()
        session.add(
            Translation(
                school_id=school.id,
                message_id=message.id,
                language=review.language,
                body=words,
                maker=Maker.PERSON,
                made_by=by.id,
                made_at=now,
                reviewed_by=by.id,
                reviewed_at=now,
            )
        )
    _remember(session, school, thread, review, words, by=by, now=now)
    session.flush()
    thread.touch(now)
    return words


def send_back(
    session: Session, review: TranslationReview, reason: str, *, by: StaffMember, now: datetime
) -> None:
    """The colleague could not make it right; the text stays where it is. Raises as `settle` does."""
    _may_decide(review, by)
    review.decision, review.decided_by, review.decided_at = ReviewDecision.SENT_BACK, by.id, now
    review.note = reason.strip()[:LONGEST_NOTE] or review.note
    session.flush()


def open_reviews_of(session: Session, message: Message) -> list[TranslationReview]:
    """What still waits for a colleague about one text."""
    return list(
        session.scalars(
            select(TranslationReview).where(
                TranslationReview.message_id == message.id, TranslationReview.decided_at.is_(None)
            )
        )
    )


def original_of(session: Session, message: Message) -> tuple[str | None, str]:
    """The language and the words in which a text was written, whatever it travelled in."""
    written = session.scalar(
        select(Translation).where(Translation.message_id == message.id, Translation.maker == Maker.AUTHOR)
    )
    return (written.language, written.body) if written else (message.language, message.body)


def live_translation(session: Session, message: Message, language: str) -> Translation | None:
    return session.scalar(
        select(Translation).where(
            Translation.message_id == message.id,
            Translation.language == language,
            Translation.replaced_at.is_(None),
        )
    )


def promised_by(hours: TextingHours, texting_hours: int, now: datetime) -> datetime:
    """So many hours from now, counting only those in which families are texted."""
    left, moment = timedelta(hours=texting_hours), hours.next_moment(now)
    while True:
        closes = hours.closing_after(moment)
        if moment + left <= closes:
            return moment + left
        left -= closes - moment
        moment = hours.next_moment(closes)


def _may_decide(review: TranslationReview, by: StaffMember) -> None:
    if review.decided_at is not None:
        raise Conflict(_l("Somebody has already decided this."))
    if not by.languages.issuperset({review.source_language, review.language}):
        raise Forbidden(_l("Only somebody who reads both languages can check this."))
    if review.kind is ReviewKind.BEFORE_SENDING and review.asked_by == by.id:
        raise Forbidden(_l("Somebody else must check this: you wrote it."))


def _remember(
    session: Session,
    school: School,
    thread: Thread,
    review: TranslationReview,
    words: str,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    around = names_around(session, thread)
    learn(
        session,
        school.id,
        around.mask(review.source, review.source_language),
        around.mask(words, review.language),
        by_id=by.id,
        now=now,
    )
