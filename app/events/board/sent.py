"""What an event has sent and will send, and what of it did not go and why."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message


@dataclass
class Tally:
    """How many texts of one kind stand where."""

    planned: int = 0
    sent: int = 0
    """Handed to the outbox; what became of them there stands in `statuses`."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    statuses: Counter[DeliveryStatus] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        return self.planned + self.sent + self.left_out.total()


@dataclass(frozen=True)
class MailingLine:
    """One mailing with what became of its texts; before it is opened it has none."""

    mailing: Mailing
    is_paused: bool
    tally: Tally


@dataclass(frozen=True)
class Sent:
    """Everything that an event sends."""

    mailings: list[MailingLine]
    """In the order in which they are due."""
    single: dict[EventTextKind, Tally]
    """What goes to one family alone: of a free place, of a need that is seen to."""


def mailings_of(session: Session, event: Event) -> Sent:
    tallies: dict[int, Tally] = defaultdict(Tally)
    single: dict[EventTextKind, Tally] = defaultdict(Tally)
    for row in session.execute(
        select(
            EventText.mailing_id,
            EventText.kind,
            EventText.state,
            EventText.reason,
            Message.status,
            func.count().label("texts"),
        )
        .outerjoin(Message, Message.id == EventText.message_id)
        .where(EventText.event_id == event.id)
        .group_by(EventText.mailing_id, EventText.kind, EventText.state, EventText.reason, Message.status)
    ):
        tally = single[row.kind] if row.mailing_id is None else tallies[row.mailing_id]
        match row.state:
            case TextState.PLANNED:
                tally.planned += row.texts
            case TextState.SENT:
                tally.sent += row.texts
                tally.statuses[row.status] += row.texts
            case TextState.LEFT_OUT:
                tally.left_out[row.reason] += row.texts
    rows = session.execute(
        select(Mailing, Batch)
        .join(Batch, Batch.id == Mailing.batch_id)
        .where(Mailing.event_id == event.id)
        .order_by(Mailing.due_at, Mailing.id)
    )
    lines = [
        MailingLine(mailing, batch.is_paused, tallies.get(mailing.id, Tally())) for mailing, batch in rows
    ]
    return Sent(lines, dict(single))
