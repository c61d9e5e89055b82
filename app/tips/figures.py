"""What is tried and what makes families leave: figures by text and language, small ones hidden.

Nothing here guesses what words mean. A reply is any text of the family in that conversation within three days; a word
like FEWER, or a STOP, counts to the text that the phone got last within two days before it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentEntry, ConsentEvent
from app.messages.delivery_status import ENDED_UNSENT
from app.messages.message import Direction, Message
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.keywords import read_keyword
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.reactions import LIVES, TipReaction
from app.tips.track import Tip, Track
from app.tips.wishes import TipWishEntry, Word

FEWEST_SHOWN = 5
"""Of fewer families nobody should be able to tell who they are."""
LEAVES_WITHIN = timedelta(hours=48)


class Sign(StrEnum):
    """How a family took a tip."""

    TRIED = "tried"
    REPLY = "reply"
    FEWER = "fewer"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True)
class Figures:
    """One text in one language: how many phones got it, and how many gave each sign. None where that is hidden."""

    tip_id: int
    language: str | None
    """None for phones that were written to in every language."""
    sent: int | None
    signs: dict[Sign, int | None]


@dataclass(frozen=True)
class _Sent:
    """A text of the track that one phone got."""

    delivery_id: int
    at: datetime
    tip_id: int
    language: str | None
    thread_id: int


_Texts = dict[int, list[_Sent]]
"""By phone, the earliest first."""


def figures(
    session: Session, school: School, track: Track, *, since: datetime, until: datetime
) -> list[Figures]:
    """The signs that the texts of a track were given, for those sent in that time, by text and language."""
    sent = _sent(session, track, since, until)
    signs: Counter[tuple[int, str | None, Sign]] = Counter()
    for sign, texts in _signs(session, school, track, sent, since, until):
        signs.update((one.tip_id, one.language, sign) for one in texts)
    received = Counter((one.tip_id, one.language) for texts in sent.values() for one in texts)
    return [
        Figures(
            tip_id,
            language,
            _shown(count),
            {sign: _shown(signs[tip_id, language, sign]) if count >= FEWEST_SHOWN else None for sign in Sign},
        )
        for (tip_id, language), count in sorted(
            received.items(), key=lambda item: (item[0][0], str(item[0][1]))
        )
    ]


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= FEWEST_SHOWN else None


def _sent(session: Session, track: Track, since: datetime, until: datetime) -> _Texts:
    rows = session.execute(
        select(
            TipDelivery.phone_number_id,
            TipDelivery.id,
            TipDelivery.decided_at,
            TipDelivery.tip_id,
            TipDelivery.language,
            Message.thread_id,
        )
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .join(Message, Message.id == TipDelivery.message_id)
        .where(_within(track, since, until), Message.status.not_in(ENDED_UNSENT))
        .order_by(TipDelivery.decided_at, TipDelivery.id)
    )
    found: _Texts = defaultdict(list)
    for phone, delivery_id, at, tip_id, language, thread_id in rows:
        assert at is not None  # noqa: S101 - a table constraint, for what was decided
        found[phone].append(_Sent(delivery_id, at, tip_id, language, thread_id))
    return found


def _within(track: Track, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(
        Tip.track_id == track.id,
        TipDelivery.state == DeliveryState.SENT,
        TipDelivery.due_at >= since,
        TipDelivery.due_at < until,
    )


def _signs(
    session: Session, school: School, track: Track, sent: _Texts, since: datetime, until: datetime
) -> Iterator[tuple[Sign, set[_Sent]]]:
    last = until + LIVES
    reactions = session.scalars(
        select(TipReaction)
        .join(TipDelivery, TipDelivery.id == TipReaction.delivery_id)
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .where(_within(track, since, until))
    ).all()
    tried = {reaction.delivery_id for reaction in reactions}
    yield Sign.TRIED, {one for texts in sent.values() for one in texts if one.delivery_id in tried}
    yield (
        Sign.REPLY,
        _replied(session, track, sent, since, until, {reaction.message_id for reaction in reactions}),
    )
    for word, sign in ((Word.FEWER, Sign.FEWER), (Word.PAUSE, Sign.PAUSE)):
        said = session.execute(
            select(TipWishEntry.phone_number_id, TipWishEntry.said_at).where(
                TipWishEntry.school_id == school.id,
                TipWishEntry.word == word,
                TipWishEntry.said_at.between(since, last),
            )
        )
        yield sign, _last_before(sent, ((phone, at) for phone, at in said))
    stopped = session.execute(
        select(PhoneNumber.id, ConsentEntry.recorded_at)
        .join(ConsentEntry, ConsentEntry.e164 == PhoneNumber.e164)
        .where(
            PhoneNumber.school_id == school.id,
            ConsentEntry.school_id == school.id,
            ConsentEntry.event == ConsentEvent.OPTED_OUT,
            ConsentEntry.recorded_at.between(since, last),
        )
    )
    yield Sign.STOP, _last_before(sent, ((phone, at) for phone, at in stopped))


def _replied(
    session: Session, track: Track, sent: _Texts, since: datetime, until: datetime, reactions: set[int]
) -> set[_Sent]:
    conversations = (
        select(Message.thread_id)
        .join(TipDelivery, TipDelivery.message_id == Message.id)
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .where(_within(track, since, until))
    )
    rows = session.execute(
        select(Message.phone_number_id, Message.thread_id, Message.created_at, Message.body, Message.id)
        .where(
            Message.thread_id.in_(conversations),
            Message.direction == Direction.IN,
            Message.created_at.between(since, until + LIVES),
        )
        .order_by(Message.id)
    )
    found = set()
    for phone, thread_id, at, body, message_id in rows:
        if message_id in reactions or read_keyword(body):
            continue
        texts = [one for one in sent.get(phone, ()) if one.thread_id == thread_id]
        if (one := _latest(texts, at, LIVES)) is not None:
            found.add(one)
    return found


def _last_before(sent: _Texts, moments: Iterable[tuple[int, datetime]]) -> set[_Sent]:
    """Of phones that gave a sign at a moment: the text before it."""
    found = (_latest(sent.get(phone, ()), at, LEAVES_WITHIN) for phone, at in moments)
    return {one for one in found if one is not None}


def _latest(texts: Sequence[_Sent], at: datetime, within: timedelta) -> _Sent | None:
    place = bisect_right(texts, at, key=lambda one: one.at)
    return texts[place - 1] if place and at - texts[place - 1].at <= within else None
