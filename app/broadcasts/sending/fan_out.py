"""Handing a broadcast to the outbox: page by page through its phones, each once, whoever is killed in between.

A page, its recipients and how far the broadcast has come are one commit. Any number of workers may do it: one at a
broadcast at a time, and the most pressing broadcast before each page, so that an emergency waits for one page at most.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, case, func, insert, select
from sqlalchemy.orm import Session

from app.broadcasts.answers.question import Asked, put_questions
from app.broadcasts.audience import Selection, homes_after
from app.broadcasts.broadcast import Broadcast, BroadcastState, Urgency
from app.broadcasts.homes_without_number import homes_without_number
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.sending.destinations import destinations_of
from app.broadcasts.sending.post import BroadcastPost
from app.broadcasts.sending.prospects import Prospect, prospects_of
from app.broadcasts.sending.wording import Wordings, for_readers
from app.foundation.clock import Clock, pause_seconds
from app.foundation.database import Database, insert_or_ignore
from app.foundation.in_turn import in_turn
from app.foundation.logging import get_logger
from app.interpreting.worded import Worded, let_staff_read
from app.messages.message import MessageKind, Precedence
from app.messages.outbox import enqueue_many
from app.messages.text_to_send import TextToSend, clean_body
from app.roster.homes import Homes
from app.schools.queries import get_school
from app.schools.school import School

log = get_logger(__name__)

PAGE = 500
"""So many phones at most between commits, so that webhooks get their turn."""
FIRST_PAGE = 50
"""So few to begin with: their texts leave while the next are being worded."""

SHORT = 500
"""Nothing of this length is too long to be sent, whatever its characters are replaced by."""
BREATH_SECONDS = 0.02
"""On SQLite, for how long nothing is written after a page: other processes poll for their turn, and would starve."""

_RECIPIENT = cast("Table", BroadcastRecipient.__table__)
_INSERT = insert(_RECIPIENT)
_PRESSING = case({Urgency.EMERGENCY: 0, Urgency.URGENT: 1}, value=Broadcast.urgency, else_=2)
_UNDER_WAY = (BroadcastState.SCHEDULED, BroadcastState.SENDING)


def hand_over_due(database: Database, post: BroadcastPost, *, clock: Clock, page: int = PAGE) -> int:
    """Everything that is due has its texts in the outbox or its reasons on record; returns how many recipients.

    A broadcast that cannot be handed over keeps no other waiting: it is left for the next time.
    """
    done, left = 0, set[int]()
    while (broadcast_id := _most_pressing(database, clock(), without=left)) is not None:
        handed_over = in_turn(
            [broadcast_id],
            lambda one: _hand_over_page(database, post, one, clock=clock, limit=page),
            fault="broadcast_not_handed_over",
            named="broadcast_id",
        )
        if not handed_over:  # there is nothing left of it, or a fault, or somebody else is at it
            left.add(broadcast_id)
        elif database.is_sqlite:
            pause_seconds(BREATH_SECONDS)
        done += handed_over
    return done


def _most_pressing(database: Database, now: datetime, *, without: Collection[int]) -> int | None:
    with database.reading() as session:
        return session.scalar(
            select(Broadcast.id)
            .where(Broadcast.state.in_(_UNDER_WAY), Broadcast.send_at <= now, Broadcast.id.not_in(without))
            .order_by(_PRESSING, Broadcast.send_at, Broadcast.id)
            .limit(1)
        )


def _hand_over_page(
    database: Database, post: BroadcastPost, broadcast_id: int, *, clock: Clock, limit: int
) -> int:
    """The next of its phones have texts or reasons, and after the last the homes without a phone; returns how many."""
    now = clock()
    with database.writing() as session:
        broadcast = _hold(session, broadcast_id)
        if broadcast is None:
            return 0
        school = get_school(session, broadcast.school_id)
        selection = Selection.from_json(broadcast.audience)
        broadcast.state = BroadcastState.SENDING
        after = broadcast.handed_over_until
        limit = min(limit, FIRST_PAGE) if after == 0 else limit
        homes = homes_after(session, school, selection, after=after, limit=limit, guests=post.guests)
        if homes:
            hand_over(session, school, broadcast, homes, post=post, now=now)
            broadcast.handed_over_until, broadcast.handed_over_at = max(homes), now
            return len(homes)
    return _finish(database, broadcast_id, clock=clock)


def _hold(session: Session, broadcast_id: int) -> Broadcast | None:
    """The broadcast, which nobody else hands over or cancels meanwhile; None if somebody is just doing so."""
    return session.scalar(
        select(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.state.in_(_UNDER_WAY))
        .with_for_update(skip_locked=True, key_share=True)
    )


def hand_over(
    session: Session,
    school: School,
    broadcast: Broadcast,
    homes: Homes,
    *,
    post: BroadcastPost,
    now: datetime,
) -> None:
    """Each of these phones has its text in the outbox, or a reason why not, unless it had one before."""
    known = select(BroadcastRecipient.phone_number_id).where(
        BroadcastRecipient.broadcast_id == broadcast.id,
        BroadcastRecipient.phone_number_id.in_(list(homes)),
    )
    had_one = set(session.scalars(known))
    new = {phone: home for phone, home in homes.items() if phone not in had_one}
    page = prospects_of(session, school, broadcast, new, now=now)
    letters = _letters(broadcast, page, Wordings(broadcast, school, post.catalog))
    destinations = destinations_of(
        session, school, broadcast, [letter.prospect for letter in letters], post=post, now=now
    )
    going = [letter for letter in letters if letter.prospect.phone_id in destinations]
    placed = [
        (destinations[letter.prospect.phone_id], text)
        for letter, text in zip(going, _texts(broadcast, going), strict=True)
    ]
    message_ids = enqueue_many(session, school, placed, now=now)
    sent_as = {to.phone_number_id: sent for (to, _), sent in zip(placed, message_ids, strict=True)}
    let_staff_read(
        session,
        school,
        (
            Worded(sent_as[letter.prospect.phone_id], letter.prospect.language, letter.texts)
            for letter in going
        ),
        now=now,
    )
    worded = {letter.prospect.phone_id for letter in letters}
    school_id, broadcast_id = school.id, broadcast.id
    rows = [
        {
            "school_id": school_id,
            "broadcast_id": broadcast_id,
            "phone_number_id": one.phone_id,
            "student_id": one.student_ids[0] if one.student_ids else None,
            "children": list(one.student_ids),
            "language": one.language,
            "message_id": sent_as.get(one.phone_id),
            "left_out": None if one.phone_id in sent_as else _why_not(one, is_worded=one.phone_id in worded),
            "added_at": now,
            "note": "",
        }
        for one in page
    ]
    if rows:
        # One that stood already would be a fault: its text goes back with everything else of the page.
        session.connection().execute(_INSERT, rows)
    asked = [
        Asked(to.thread_id, to.phone_number_id, to.line_id, sent, text.language)
        for (to, text), sent in zip(placed, message_ids, strict=True)
    ]
    put_questions(session, school, broadcast, asked, now=now)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A phone that gets a text, and its words in every language."""

    prospect: Prospect
    texts: Mapping[str, str]
    words: str
    """What this phone reads."""


def _letters(broadcast: Broadcast, page: Sequence[Prospect], wordings: Wordings) -> list[_Letter]:
    """One for each phone against which nothing speaks. A fault in wording one is logged and keeps no other waiting."""
    letters = []
    for one in page:
        if one.obstacle is not None:
            continue
        try:
            texts = wordings.of(one.children, is_first=one.is_first)
            words = for_readers(texts, one.language)
            if len(words) > SHORT:
                # It refuses what is too long, before the others of the page are enqueued.
                clean_body(words)
            letters.append(_Letter(one, texts, words))
        except Exception:
            log.exception("broadcast_not_worded", broadcast_id=broadcast.id, phone_number_id=one.phone_id)
    return letters


def _texts(broadcast: Broadcast, letters: Sequence[_Letter]) -> Iterator[TextToSend]:
    kind = MessageKind.EMERGENCY if broadcast.is_emergency else MessageKind.BROADCAST
    precedence = Precedence.URGENT if broadcast.urgency is Urgency.URGENT else None
    author_id, batch_id, picture_id = broadcast.author_id, broadcast.batch_id, broadcast.picture_id
    not_after = broadcast.not_after
    for letter in letters:
        yield TextToSend(
            letter.words,
            kind,
            author_id=author_id,
            due_at=letter.prospect.due_at,
            not_after=not_after,
            language=letter.prospect.language,
            batch_id=batch_id,
            precedence=precedence,
            picture_id=picture_id,
        )


def _why_not(one: Prospect, *, is_worded: bool) -> LeftOut:
    """What is worded and has no line that may reach it has stopped the texts of that line."""
    return one.obstacle or (LeftOut.STOPPED if is_worded else LeftOut.FAULTY)


def _finish(database: Database, broadcast_id: int, *, clock: Clock) -> int:
    """Each home without a phone is on record, and the broadcast is sent; returns how many homes that added."""
    with database.reading() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        school = get_school(session, broadcast.school_id)
        homes = homes_without_number(session, school, Selection.from_json(broadcast.audience))
        known = _known_without_phone(session, broadcast)
    new = [home for home in homes if known.isdisjoint(home)]
    added = 0
    for page in [new[start : start + PAGE] for start in range(0, len(new), PAGE)] or [[]]:
        added += len(page)
        with database.writing() as session:
            now, held = clock(), _hold(session, broadcast_id)
            if held is None:
                return 0
            if page:
                rows = [_row_without_phone(held, home, now) for home in page]
                session.connection().execute(insert_or_ignore(session, BroadcastRecipient), rows)
            if added == len(new):
                held.state, held.handed_over_at = BroadcastState.SENT, now
                # Since it was released, families have come and gone.
                held.expected = _count_recipients(session, held)
    return added


def _count_recipients(session: Session, broadcast: Broadcast) -> int:
    recipients = select(func.count()).where(BroadcastRecipient.broadcast_id == broadcast.id)
    return session.scalars(recipients).one()


def _known_without_phone(session: Session, broadcast: Broadcast) -> set[int]:
    """The children who are on record as those of a home without a phone."""
    rows = session.scalars(
        select(BroadcastRecipient.children).where(
            BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.left_out == LeftOut.NO_NUMBER
        )
    )
    return {child for children in rows for child in children}


def _row_without_phone(broadcast: Broadcast, home: Sequence[int], now: datetime) -> dict[str, Any]:
    return {
        "school_id": broadcast.school_id,
        "broadcast_id": broadcast.id,
        "student_id": home[0],
        "children": list(home),
        "left_out": LeftOut.NO_NUMBER,
        "added_at": now,
        "note": "",
    }
