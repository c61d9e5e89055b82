"""Before a broadcast leaves: each phone it is for, what it would read, when, and what speaks against it.

The review on the screen and the sending ask the same, so that what was shown is what happens.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast

from sqlalchemy import BindParameter, Table, bindparam, exists, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, homes_among
from app.broadcasts.broadcast import Broadcast, Urgency
from app.broadcasts.recipient import LeftOut
from app.broadcasts.sending.post import BroadcastPost
from app.consent.standing import CLEAR, Standing, standings
from app.messages.allowance import texts_of_week
from app.messages.message import Message
from app.roster.homes import Homes
from app.roster.language import known_languages
from app.roster.own_hours import OwnHours, next_own_moment
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.student import Student
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School
from app.schools.texting_hours import TextingHours

_PHONE = cast("Table", PhoneNumber.__table__)
_STUDENT = cast("Table", Student.__table__)
_MESSAGE = cast("Table", Message.__table__)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# Built once: each is asked of hundreds of phones at a time.
_PHONES = select(
    _PHONE.c.id, _PHONE.c.e164, _PHONE.c.health, _PHONE.c.texts_from, _PHONE.c.texts_until
).where(_PHONE.c.id.in_(_IDS))
_NAMES = select(_STUDENT.c.id, _STUDENT.c.first_name).where(_STUDENT.c.id.in_(_IDS))
_GREETED = select(_PHONE.c.id).where(
    _PHONE.c.id.in_(_IDS),
    exists().where(_MESSAGE.c.phone_number_id == _PHONE.c.id, _MESSAGE.c.claimed_at.is_not(None)),
)
_UNREACHABLE = {
    NumberHealth.LANDLINE: LeftOut.LANDLINE,
    NumberHealth.OUT_OF_SERVICE: LeftOut.OUT_OF_SERVICE,
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """One phone that a broadcast is for, as things stand."""

    phone_id: int
    e164: str
    student_ids: tuple[int, ...]
    """The children whom the text is about; none for a phone that is in a group, or a guest, for itself."""
    children: tuple[str, ...]
    """The same by first name."""
    language: str | None
    """What it is texted in; None for every language."""
    is_first: bool
    """The school has never texted it, so it is told how to stop that."""
    obstacle: LeftOut | None
    due_at: datetime
    """When it may leave at the earliest: within the school's hours, and its own where the broadcast heeds them."""
    blocked_lines: frozenset[int]
    """On these the provider refuses the number."""


def prospects(
    session: Session,
    school: School,
    broadcast: Broadcast,
    phones: Collection[int],
    *,
    post: BroadcastPost,
    now: datetime,
) -> list[Prospect]:
    """Those of the phones that a broadcast is for, in the order of their ids; a draft will do."""
    selection = Selection.from_json(broadcast.audience)
    homes = homes_among(session, school, selection, phones, guests=post.guests)
    return prospects_of(session, school, broadcast, homes, now=now)


def prospects_of(
    session: Session, school: School, broadcast: Broadcast, homes: Homes, *, now: datetime
) -> list[Prospect]:
    """The same of homes that are known: a handful of statements however many they are, and no object of any."""
    session.flush()
    connection = session.connection()
    phones = connection.execute(_PHONES, {"ids": list(homes)}).all()
    children = {child for home in homes.values() for child in home}
    names = {child: name for child, name in connection.execute(_NAMES, {"ids": list(children)})}  # noqa: C416 - rows
    hours = school.texting_hours
    begins = max(broadcast.send_at or now, now)
    around = _Around(
        standings=standings(session, [(school.id, e164) for _, e164, *_ in phones]),
        greeted=set(session.scalars(_GREETED, {"ids": list(homes)})),
        taken=_taken(session, school, broadcast, homes, now=now),
        lines=_lines(session, school, broadcast),
        hours=hours,
        usual=begins if broadcast.is_emergency else hours.next_moment(begins),
        heeds_own_hours=broadcast.in_own_hours and not broadcast.is_emergency,
        not_after=broadcast.not_after,
        allowance=school.weekly_allowance if broadcast.urgency is Urgency.ORDINARY else None,
    )
    school_id = school.id
    languages = known_languages(session, PhoneNumber.id.in_(list(homes)))
    found = []
    for phone_id, e164, health, texts_from, texts_until in sorted(phones):
        home = homes[phone_id]
        known = around.standings.get((school_id, e164), CLEAR)
        due_at = around.due_at(texts_from, texts_until)
        found.append(
            Prospect(
                phone_id=phone_id,
                e164=e164,
                student_ids=tuple(home),
                children=tuple(dict.fromkeys(names[child] for child in home)),
                language=languages[phone_id].worded_in,
                is_first=phone_id not in around.greeted,
                obstacle=around.obstacle(phone_id, known, health, due_at),
                due_at=due_at,
                blocked_lines=known.blocked_lines,
            )
        )
    return found


@dataclass(frozen=True)
class _Around:
    """All that decides about the phones of one broadcast."""

    standings: Mapping[tuple[int, str], Standing]
    greeted: Collection[int]
    taken: Mapping[int, int]
    lines: frozenset[int]
    """Every line that it might leave on."""

    hours: TextingHours
    usual: datetime
    """When it may leave at the earliest to whoever has no wish."""
    heeds_own_hours: bool
    not_after: datetime | None
    allowance: int | None
    """None where the week's room is not asked for."""

    def due_at(self, texts_from: time | None, texts_until: time | None) -> datetime:
        if not self.heeds_own_hours or texts_from is None or texts_until is None:
            return self.usual
        return next_own_moment(OwnHours(texts_from, texts_until), self.hours, self.usual)

    def obstacle(
        self, phone_id: int, known: Standing, health: NumberHealth, due_at: datetime
    ) -> LeftOut | None:
        """The first rule that applies decides: what the family wants, what the number can, and last the week's room."""
        if known.opt_out is not None or (self.lines and self.lines <= known.blocked_lines):
            return LeftOut.STOPPED
        if known.review is not None:
            return LeftOut.IN_REVIEW
        if (unreachable := _UNREACHABLE.get(health)) is not None:
            return unreachable
        if self.not_after is not None and due_at > self.not_after:
            return LeftOut.TOO_LATE
        if self.allowance is not None and self.taken.get(phone_id, 0) >= self.allowance:
            return LeftOut.NO_ROOM
        return None


def _taken(
    session: Session, school: School, broadcast: Broadcast, homes: Homes, *, now: datetime
) -> Mapping[int, int]:
    """By phone, how much of the allowance is used of the week in which the broadcast leaves, where that is asked."""
    if broadcast.urgency is not Urgency.ORDINARY:
        return {}
    leaves_at = school.texting_hours.next_moment(max(broadcast.send_at or now, now))
    return texts_of_week(session, school, list(homes), leaves_at.astimezone(school.zone).date())


def _lines(session: Session, school: School, broadcast: Broadcast) -> frozenset[int]:
    lines = select(PhoneLine.id).where(PhoneLine.school_id == school.id)
    if not broadcast.is_emergency:
        lines = lines.where(PhoneLine.purpose == LinePurpose.CONVERSATIONS)
    return frozenset(session.scalars(lines))
