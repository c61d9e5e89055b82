"""Sending what is due: each planned tip is decided once, with the reason on record where it does not go.

Any number of workers may do it: a row is decided under its lock, and a number by one worker at a time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, exists, select, update
from sqlalchemy.orm import Session, selectinload

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.in_turn import in_turn, until_nothing_is_left
from app.foundation.logging import get_logger
from app.interpreting.worded import Worded, let_staff_read
from app.messages.message import MessageKind
from app.messages.open_thread import Pair, open_threads
from app.messages.outbox import enqueue_many
from app.messages.queries import waiting_to_leave
from app.messages.recipients import hold_recipients
from app.messages.text_to_send import Destination, TextToSend, clean_body
from app.schools.queries import get_school
from app.schools.school import School
from app.sms.catalog import Catalog
from app.tips.decide import Sendable, Surroundings, decide, look_around
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.reactions import SentTip, offer_reactions
from app.tips.track import Tip, Track
from app.tips.tracks import batch_of
from app.tips.wording import bodies, for_readers

log = get_logger(__name__)

BATCH = 200
MOST_EXPIRED_AT_ONCE = 500
MOST_WAITING = 60
"""So many tips of a school at most wait in the outbox: a teacher's answer written meanwhile leaves within a minute."""

InboxesOf = Callable[[Session, School, Collection[int]], Mapping[int, int]]
"""By student, the inbox where what the family answers should land; handed in, because inboxes are another room's."""
Reserved = Callable[[Session, School, Collection[int], date], Mapping[int, int]]
"""By phone, how much of the allowance of that day's week is kept for what goes before tips; handed in for the same."""


@dataclass(frozen=True)
class TipPost:
    """What sending tips needs besides the database."""

    catalog: Catalog
    inboxes_of: InboxesOf
    reserved: Reserved


def send_due(database: Database, post: TipPost, *, clock: Clock, most_waiting: int = MOST_WAITING) -> int:
    """Everything that is due has been handed over or left out, as far as the outbox has room; returns how many.

    What a paused school has due waits until it goes on or its day is over. A school whose tips cannot be sent keeps no
    other school waiting.
    """
    decided = until_nothing_is_left(lambda: _expire(database, clock=clock))
    with database.reading() as session:
        due = (TipDelivery.state == DeliveryState.PLANNED, TipDelivery.due_at <= clock())
        is_paused = exists().where(School.id == TipDelivery.school_id, School.paused_at.is_not(None))
        schools = session.scalars(select(TipDelivery.school_id).distinct().where(*due, ~is_paused)).all()

    def send_all(school_id: int) -> int:
        return until_nothing_is_left(
            lambda: _send_to(database, post, school_id, clock=clock, most_waiting=most_waiting)
        )

    return decided + in_turn(schools, send_all, fault="tips_not_sent", named="school_id")


def _expire(database: Database, *, clock: Clock) -> int:
    """What nobody sent while its day lasted is over: tomorrow it would be stale."""
    now = clock()
    with database.writing() as session:
        over = (
            select(TipDelivery.id)
            .where(TipDelivery.state == DeliveryState.PLANNED, TipDelivery.not_after <= now)
            .limit(MOST_EXPIRED_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(over).all()
        is_paused = exists().where(School.id == TipDelivery.school_id, School.paused_at.is_not(None))
        if ids:
            session.execute(
                update(TipDelivery)
                .where(TipDelivery.id.in_(ids))
                .values(
                    state=DeliveryState.EXPIRED,
                    reason=case((is_paused, Reason.HELD.value), else_=Reason.TOO_LATE.value),
                    decided_at=now,
                )
            )
        return len(ids)


@dataclass(frozen=True)
class _Letter:
    """A tip that goes, and its words in every language."""

    row: TipDelivery
    what: Sendable
    texts: Mapping[str, str]
    words: str
    """What this phone reads."""


def _send_to(database: Database, post: TipPost, school_id: int, *, clock: Clock, most_waiting: int) -> int:
    now = clock()
    with database.writing() as session:
        school = get_school(session, school_id)
        if school.is_paused:
            return 0
        room = min(BATCH, most_waiting - waiting_to_leave(session, school, MessageKind.TIP, now=now))
        return send_some(session, school, post, limit=max(0, room), now=now)


def send_some(session: Session, school: School, post: TipPost, *, limit: int, now: datetime) -> int:
    """So many of the school's tips that are due, the oldest first, are handed over or left out; returns how many."""
    rows = session.scalars(
        select(TipDelivery)
        .where(
            TipDelivery.school_id == school.id,
            TipDelivery.state == DeliveryState.PLANNED,
            TipDelivery.due_at <= now,
            TipDelivery.not_after > now,
        )
        .order_by(TipDelivery.due_at, TipDelivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    tips = _hold_tips(session, {row.tip_id for row in rows})
    recipients = hold_recipients(session, school, {row.phone_number_id for row in rows}, now=now)
    today = now.astimezone(school.zone).date()
    recipients.keep_room(post.reserved(session, school, recipients.phones.keys(), today))
    around = look_around(session, tips, recipients, now=now)
    letters = _letters(around, rows, post.catalog, now=now)
    inboxes = post.inboxes_of(session, school, {letter.what.children[0].id for letter in letters})
    _send(session, around, letters, inboxes, catalog=post.catalog, now=now)
    return len(rows)


def _hold_tips(session: Session, tip_ids: Collection[int]) -> dict[int, Tip]:
    """The texts with their wordings, which nobody changes or takes out before this unit of work ends.

    Whoever does so afterwards finds in the outbox what was made of them, and takes it back.
    """
    tips = session.scalars(
        select(Tip)
        .where(Tip.id.in_(tip_ids))
        .order_by(Tip.id)
        .options(selectinload(Tip.wordings))
        .with_for_update(read=True)
    )
    return {tip.id: tip for tip in tips}


def _letters(
    around: Surroundings, rows: Sequence[TipDelivery], catalog: Catalog, *, now: datetime
) -> list[_Letter]:
    """Those of the tips that go; the others are left out for a reason.

    One that cannot be worded for a phone, whatever the fault, is among the latter: it must not keep others waiting.
    """
    letters = []
    for row in sorted(rows, key=lambda row: (row.phone_number_id, row.due_at, row.id)):
        try:
            verdict = decide(around, row)
            letter = None if isinstance(verdict, Reason) else _word(around, row, verdict, catalog)
        except Exception:
            log.exception("tip_not_worded", tip_id=row.tip_id, delivery_id=row.id)
            verdict, letter = Reason.MISSING_LANGUAGE, None
        if letter is not None:
            around.has_sent(row.phone_number_id)
            letters.append(letter)
        elif isinstance(verdict, Reason):
            row.leave_out(verdict, now=now)
    return letters


def _word(around: Surroundings, row: TipDelivery, what: Sendable, catalog: Catalog) -> _Letter:
    texts = bodies(
        what.tip,
        list(dict.fromkeys(child.first_name for child in what.children)),
        around.recipients.school,
        is_first=row.phone_number_id not in around.acquainted,
        owes_answer=row.phone_number_id in around.owing,
        catalog=catalog,
    )
    return _Letter(row, what, texts, clean_body(for_readers(texts, what.language)))


def _send(
    session: Session,
    around: Surroundings,
    letters: Sequence[_Letter],
    inboxes: Mapping[int, int],
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The texts are in the outbox, in the conversation with the child's teacher, and worded for staff beside it."""
    recipients = around.recipients
    school = recipients.school
    places: dict[int, Pair] = {
        letter.row.id: (letter.row.phone_number_id, inboxes[letter.what.children[0].id]) for letter in letters
    }
    threads = open_threads(session, school.id, set(places.values()), now=now)
    batches = {track.id: _batch_of(session, track) for track in around.tracks.values() if letters}
    going: list[_Letter] = []
    texts: list[tuple[Destination, TextToSend]] = []
    for letter in letters:
        row, what = letter.row, letter.what
        thread_id, line_id = threads[places[row.id]]
        if recipients.is_blocked(row.phone_number_id, line_id):
            row.leave_out(Reason.STOPPED, now=now)
            continue
        to = Destination(thread_id, row.phone_number_id, line_id, recipients.phones[row.phone_number_id].e164)
        going.append(letter)
        texts.append(
            (
                to,
                TextToSend(
                    letter.words,
                    MessageKind.TIP,
                    not_after=row.not_after,
                    language=what.language,
                    batch_id=batches[what.tip.track_id],
                ),
            )
        )
    message_ids = enqueue_many(session, school, texts, now=now)
    sent = [
        SentTip(letter.row.id, letter.what.tip, to, message_id)
        for letter, (to, _), message_id in zip(going, texts, message_ids, strict=True)
    ]
    for letter, message_id in zip(going, message_ids, strict=True):
        letter.row.children = [child.id for child in letter.what.children]
        letter.row.send_as(message_id, letter.what.language, now=now)
    worded = [
        Worded(message_id, letter.what.language, letter.texts)
        for letter, message_id in zip(going, message_ids, strict=True)
    ]
    let_staff_read(session, school, worded, now=now)
    offer_reactions(session, school, sent, catalog=catalog, now=now)


def _batch_of(session: Session, track: Track) -> int:
    """What the track's texts leave with; made, once, before the first of them."""
    if track.batch_id is None:
        session.refresh(track, with_for_update={"key_share": True})
    return track.batch_id or batch_of(session, track).id
