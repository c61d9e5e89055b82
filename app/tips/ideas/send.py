"""Sending the ideas of families that are due: each home of the class is decided once, by the rules that hold for tips.

Any number of workers may do it: an idea is sent under its lock, and a number is texted by one worker at a time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.in_turn import in_turn
from app.interpreting.worded import Worded, let_staff_read
from app.messages.batch import Batch
from app.messages.message import Direction, Message, MessageKind
from app.messages.open_thread import open_threads
from app.messages.outbox import enqueue_many
from app.messages.recipients import Recipients, hold_recipients
from app.messages.text_to_send import Destination, TextToSend, clean_body
from app.prompts.answer import Answer
from app.prompts.ask import Choice
from app.prompts.ask_many import Gentle, ask_many_gently, owe_an_answer
from app.roster.audience import Audience, AudienceKind
from app.roster.homes import homes_of_students
from app.schools.queries import get_school
from app.schools.school import School
from app.schools.school_calendar import find_calendar
from app.sms.catalog import Catalog
from app.tips.delivery import DeliveryState, Reason
from app.tips.ideas.author import credit_of, own_phones
from app.tips.ideas.idea import FamilyIdea, IdeaText, Words
from app.tips.ideas.words import idea_bodies, invites_answer
from app.tips.reactions import LIVES
from app.tips.send_due import Reserved, TipPost
from app.tips.track import PLACES
from app.tips.wishes import TipWish
from app.tips.wording import TRIED, for_readers

KIND = "idea_reaction"


def send_ideas(database: Database, post: TipPost, *, clock: Clock) -> int:
    """Everything of the ideas that are due has been handed over or left out; returns how many texts that were.

    What is paused, alone or with all of its school, waits until it goes on or its day is over.
    """
    with database.reading() as session:
        ideas = _due(session, now=clock())
    return in_turn(
        ideas,
        lambda idea_id: _send(database, post, idea_id, clock=clock),
        fault="idea_not_sent",
        named="idea_id",
    )


def _due(session: Session, *, now: datetime) -> Sequence[int]:
    planned = select(IdeaText.idea_id).distinct().where(IdeaText.state == DeliveryState.PLANNED)
    is_paused = or_(
        exists().where(School.id == FamilyIdea.school_id, School.paused_at.is_not(None)),
        exists().where(Batch.id == FamilyIdea.batch_id, Batch.paused_at.is_not(None)),
    )
    return session.scalars(
        select(FamilyIdea.id)
        .where(
            FamilyIdea.id.in_(planned),
            FamilyIdea.due_at <= now,
            or_(FamilyIdea.not_after <= now, ~is_paused),
        )
        .order_by(FamilyIdea.due_at, FamilyIdea.id)
    ).all()


def take_idea_reaction(session: Session, answer: Answer, now: datetime) -> None:
    """The family has tried another family's idea."""
    session.execute(
        update(IdeaText)
        .where(IdeaText.id == int(str(answer.value)), IdeaText.tried_at.is_(None))
        .values(tried_at=now, tried_message_id=answer.message_id)
    )


@dataclass(frozen=True)
class _Letter:
    """A text that goes, and its words in every language."""

    row: IdeaText
    texts: Mapping[str, str]
    language: str | None

    @property
    def words(self) -> str:
        return clean_body(for_readers(self.texts, self.language))


@dataclass(frozen=True)
class _Around:
    """What decides about the homes of one idea, as it stands now."""

    idea: FamilyIdea
    recipients: Recipients
    homes: Collection[int]
    """The phones that may be written to about a child of the class, but the author's own."""
    wishes: Mapping[int, TipWish]
    known: Collection[int]
    """The phones to which the school has written before."""
    owing: Collection[int]
    """Those where somebody waits for the answer to a question."""
    against_all: Reason | None


def _send(database: Database, post: TipPost, idea_id: int, *, clock: Clock) -> int:
    now, catalog = clock(), post.catalog
    with database.writing() as session:
        idea = session.scalar(
            select(FamilyIdea).where(FamilyIdea.id == idea_id).with_for_update(skip_locked=True)
        )
        if idea is None:  # another worker is at it
            return 0
        rows = session.scalars(
            select(IdeaText)
            .where(IdeaText.idea_id == idea.id, IdeaText.state == DeliveryState.PLANNED)
            .order_by(IdeaText.phone_number_id)
        ).all()
        school = get_school(session, idea.school_id)
        around = _look_around(session, school, idea, rows, post.reserved, now=now)
        credit = credit_of(session, school, idea, catalog=catalog)
        letters = []
        for row in rows:
            if reason := _against(around, row.phone_number_id, now=now):
                row.leave_out(reason, now=now)
            else:
                letters.append(_word(around, row, credit, catalog))
        _hand_over(session, school, around, letters, catalog=catalog, now=now)
        return len(rows)


def _look_around(
    session: Session,
    school: School,
    idea: FamilyIdea,
    rows: Sequence[IdeaText],
    reserved: Reserved,
    *,
    now: datetime,
) -> _Around:
    phones = {row.phone_number_id for row in rows}
    recipients = hold_recipients(session, school, phones, now=now)
    recipients.keep_room(reserved(session, school, phones, now.astimezone(school.zone).date()))
    students = Audience(AudienceKind.SECTIONS, (idea.section_id,)).students
    homes = homes_of_students(session, school, students, phones=phones).keys()
    wishes = session.scalars(select(TipWish).where(TipWish.phone_number_id.in_(phones)))
    known = session.scalars(
        select(Message.phone_number_id)
        .distinct()
        .where(Message.phone_number_id.in_(phones), Message.direction == Direction.OUT)
    )
    return _Around(
        idea,
        recipients,
        homes - own_phones(session, school, idea.phone_number_id),
        {wish.phone_number_id: wish for wish in wishes},
        set(known),
        owe_an_answer(session, phones, now=now),
        _against_all(session, school, idea, now=now),
    )


def _against_all(session: Session, school: School, idea: FamilyIdea, *, now: datetime) -> Reason | None:
    today = now.astimezone(school.zone).date()
    calendar = find_calendar(session, school, today)
    if idea.withdrawn_at is not None or not idea.has_consent:
        return Reason.WITHDRAWN
    if idea.not_after is not None and idea.not_after <= now:
        batch = session.get(Batch, idea.batch_id) if idea.batch_id else None
        return Reason.HELD if school.is_paused or (batch and batch.is_paused) else Reason.TOO_LATE
    if calendar is None or not calendar.is_school_day(today):
        return Reason.HOLIDAY
    return None


def _against(around: _Around, phone: int, *, now: datetime) -> Reason | None:
    """The first rule that applies: those of tips, an idea being what a family that wishes for fewer does without."""
    recipients, wish = around.recipients, around.wishes.get(phone)
    if around.against_all is not None:
        return around.against_all
    if phone not in around.homes:
        return Reason.NOT_THEIRS
    if (obstacle := recipients.obstacle(phone)) is not None:
        return Reason(obstacle.value)
    if wish is not None and wish.is_paused(now.astimezone(recipients.school.zone).date()):
        return Reason.PAUSED
    if wish is not None and wish.per_week < PLACES:
        return Reason.FEWER
    return None if recipients.has_room(phone) else Reason.NO_ROOM


def _word(around: _Around, row: IdeaText, credit: Words, catalog: Catalog) -> _Letter:
    recipients, phone = around.recipients, row.phone_number_id
    texts = idea_bodies(
        around.idea.words,
        credit,
        first_from=None if phone in around.known else recipients.school.name,
        owes_answer=phone in around.owing,
        catalog=catalog,
    )
    return _Letter(row, texts, recipients.language_of(phone))


def _hand_over(
    session: Session,
    school: School,
    around: _Around,
    letters: Sequence[_Letter],
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The texts are in the outbox, each in the conversation with the class, and worded for staff beside it."""
    idea, recipients = around.idea, around.recipients
    pairs = {letter.row.phone_number_id: (letter.row.phone_number_id, idea.inbox_id) for letter in letters}
    threads = open_threads(session, school.id, set(pairs.values()), now=now)
    going, texts = [], []
    for letter in letters:
        phone = letter.row.phone_number_id
        thread_id, line_id = threads[pairs[phone]]
        if recipients.is_blocked(phone, line_id):
            letter.row.leave_out(Reason.STOPPED, now=now)
            continue
        going.append(letter)
        text = TextToSend(
            letter.words,
            MessageKind.TIP,
            not_after=idea.not_after,
            language=letter.language,
            batch_id=idea.batch_id,
        )
        texts.append((Destination(thread_id, phone, line_id, recipients.phones[phone].e164), text))
    message_ids = enqueue_many(session, school, texts, now=now)
    for letter, message_id in zip(going, message_ids, strict=True):
        letter.row.send_as(message_id, letter.language, now=now)
    worded = [
        Worded(message_id, letter.language, letter.texts)
        for letter, message_id in zip(going, message_ids, strict=True)
    ]
    let_staff_read(session, school, worded, now=now)
    # After an idea that ends with a question of its own, a number means no earlier one.
    tried = catalog.answers(TRIED) if invites_answer(idea.words) else None
    gentle = [
        Gentle(
            to.thread_id,
            to.phone_number_id,
            to.line_id,
            message_id,
            () if tried is None else (Choice(letter.row.id, tried),),
        )
        for letter, (to, _), message_id in zip(going, texts, message_ids, strict=True)
    ]
    ask_many_gently(session, school.id, KIND, gentle, lives=LIVES, now=now)
