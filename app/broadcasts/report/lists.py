"""The families behind a number of the report, page by page, and those whom somebody is to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, Row, Select, not_, select, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.report.households import Household, households_of
from app.broadcasts.report.progress import Progress, Stand, Why, stand_of, why_of
from app.broadcasts.report.unreached import IS_TOLD, either_unreached
from app.calls.voice_call import VoiceCall
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.schools.school import School
from app.staff.staff_member import StaffMember

PAGE = 50
CALLS_A_PAGE = 25


@dataclass(frozen=True)
class FamilyLine:
    """One family of a broadcast: whose it is, where it stands, and who has told it otherwise."""

    home: Household
    stand: Stand
    why: Why | None
    ended_at: datetime | None
    thread_id: int | None
    call: VoiceCall | None

    @property
    def recipient(self) -> BroadcastRecipient:
        return self.home.recipient

    @property
    def is_told(self) -> bool:
        return self.recipient.reached_at is not None


@dataclass(frozen=True)
class Page:
    """Some of the families behind a number."""

    lines: list[FamilyLine]
    kept_apart: int
    """So many more are not shown, because whoever answers must be kept from the children by now."""
    next: str
    """Where the next page begins; empty on the last one."""


def families_at(
    session: Session,
    school: School,
    broadcast: Broadcast,
    progress: Progress,
    stand: Stand,
    why: Why | None = None,
    *,
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """Those who stand there (for that reason): first those without a text, then the others by what became of it."""
    place = _Place.read(after)
    shown: list[_Place] = []
    if stand is Stand.NOT_TEXTED and place.kind is None:
        left_out = session.scalars(
            _left_out(broadcast, why).where(BroadcastRecipient.id > place.id).limit(limit + 1)
        )
        shown = [_Place(None, one) for one in left_out]
    for kind in _kinds(progress, stand, why):
        room = limit + 1 - len(shown)
        if room and (place.kind is None or kind >= place.kind):
            begin = place.id if kind == place.kind else 0
            texts = session.scalars(_texts(session, broadcast, kind).where(Message.id > begin).limit(room))
            shown += [_Place(kind, one) for one in texts]
    more, shown = len(shown) > limit, shown[:limit]
    rows = _rows(
        session,
        BroadcastRecipient.id.in_([one.id for one in shown if one.kind is None])
        | BroadcastRecipient.message_id.in_([one.id for one in shown if one.kind is not None]),
    )
    return _page(session, school, rows, broadcast, next_place=shown[-1].words if more else "")


def call_list(
    session: Session,
    school: School,
    broadcast: Broadcast,
    *,
    owner: StaffMember | None = None,
    is_told: bool = False,
    after: int = 0,
    limit: int = CALLS_A_PAGE,
) -> Page:
    """Those whom no text reached, told or still to tell; with `owner`, those that this person has taken on."""
    wanted: list[ColumnElement[bool]] = [BroadcastRecipient.id > after, IS_TOLD if is_told else not_(IS_TOLD)]
    if owner is not None:
        wanted.append(BroadcastRecipient.owner_id == owner.id)
    some = [
        part.outerjoin(VoiceCall, VoiceCall.id == BroadcastRecipient.call_id)
        .where(*wanted)
        .order_by(BroadcastRecipient.id)
        .limit(limit + 1)
        .subquery()
        for part in either_unreached(broadcast, BroadcastRecipient.id)
    ]
    either = union_all(*(select(one.c.id) for one in some)).subquery()
    ids = session.scalars(select(either.c.id).order_by(either.c.id).limit(limit + 1)).all()
    shown, more = ids[:limit], len(ids) > limit
    rows = _rows(session, BroadcastRecipient.id.in_(shown))
    return _page(session, school, rows, broadcast, next_place=str(shown[-1]) if more else "")


def all_families(
    session: Session, school: School, broadcast: Broadcast, *, after: int, limit: int
) -> tuple[list[FamilyLine], int | None]:
    """A page of everybody in the order in which they were handed over, and where the next begins; None at the end."""
    ids = session.scalars(
        select(BroadcastRecipient.id)
        .where(BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.id > after)
        .order_by(BroadcastRecipient.id)
        .limit(limit)
    ).all()
    rows = _rows(session, BroadcastRecipient.id.in_(ids))
    page = _page(session, school, rows, broadcast, next_place="")
    lines = sorted(page.lines, key=lambda line: line.recipient.id)
    return lines, ids[-1] if len(ids) == limit else None


_Kind = tuple[str, str, str]
"""Status, reason and language of texts, as the index of a batch holds them."""


@dataclass(frozen=True)
class _Place:
    """A place in a list: among those without a text, or among texts of one kind."""

    kind: _Kind | None
    id: int

    @property
    def words(self) -> str:
        """As an address carries it."""
        return _BETWEEN.join([*(self.kind or ()), str(self.id)])

    @classmethod
    def read(cls, words: str) -> Self:
        """The beginning of the list, for anything that is no place."""
        *kind, number = words.split(_BETWEEN)
        if not (number.isascii() and number.isdigit() and len(kind) in {0, 3}):
            return cls(None, 0)
        return cls((kind[0], kind[1], kind[2]) if kind else None, int(number[:18]))


_BETWEEN = "~"


def _kinds(progress: Progress, stand: Stand, why: Why | None) -> list[_Kind]:
    """Those of the texts that stand there for that reason, in order."""
    return sorted(
        (count.status.value, count.reason.value if count.reason else "", count.language or "")
        for count in progress.counts
        if count.status is not None and count.stand is stand and why in {None, count.why}
    )


def _left_out(broadcast: Broadcast, why: Why | None) -> Select[int]:
    ids = select(BroadcastRecipient.id).where(
        BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.left_out.is_not(None)
    )
    if why is not None:
        ids = ids.where(BroadcastRecipient.left_out == why)
    return ids.order_by(BroadcastRecipient.id)


def _texts(session: Session, broadcast: Broadcast, kind: _Kind) -> Select[int]:
    """From `ix_messages_of_batch` alone."""
    status, reason, language = kind
    # The sum keeps PostgreSQL from walking through all texts of the school from the first one on.
    in_order = Message.id if session.get_bind().dialect.name == "sqlite" else Message.id + 0
    return (
        select(Message.id)
        .where(
            Message.batch_id == broadcast.batch_id,
            Message.status == DeliveryStatus(status),
            Message.reason == FailureReason(reason) if reason else Message.reason.is_(None),
            Message.language == language if language else Message.language.is_(None),
        )
        .order_by(in_order)
    )


_Row = Row[BroadcastRecipient, Message, VoiceCall]


def _rows(session: Session, which: ColumnElement[bool]) -> Sequence[_Row]:
    return session.execute(
        select(BroadcastRecipient, Message, VoiceCall)
        .outerjoin(Message, Message.id == BroadcastRecipient.message_id)
        .outerjoin(VoiceCall, VoiceCall.id == BroadcastRecipient.call_id)
        .where(which)
        .order_by(BroadcastRecipient.id)
    ).all()


def _page(
    session: Session, school: School, rows: Sequence[_Row], broadcast: Broadcast, *, next_place: str
) -> Page:
    homes = households_of(session, school, [recipient for recipient, _, _ in rows])
    is_cancelled = broadcast.state is BroadcastState.CANCELLED
    lines = [
        _line(homes[recipient.id], message, call, is_cancelled=is_cancelled)
        for recipient, message, call in rows
        if not homes[recipient.id].is_kept_apart
    ]
    lines.sort(key=lambda line: [child.first_name for child in line.home.children])
    return Page(lines, len(rows) - len(lines), next_place)


def _line(
    home: Household, message: Message | None, call: VoiceCall | None, *, is_cancelled: bool
) -> FamilyLine:
    if message is None:
        why = home.recipient.left_out or LeftOut.FAULTY
        return FamilyLine(home, Stand.NOT_TEXTED, why, None, None, call)
    return FamilyLine(
        home,
        stand_of(message.status, is_cancelled=is_cancelled),
        why_of(message.status, message.reason, is_cancelled=is_cancelled),
        message.ended_at,
        message.thread_id,
        call,
    )
