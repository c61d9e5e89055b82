"""What broadcasts have yet to send as things stand now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, homes_among
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.homes_without_number import homes_without_number
from app.broadcasts.sending.post import BroadcastPost
from app.broadcasts.sending.wording import Wordings, for_readers
from app.messages.ahead import Load, PhonesNow
from app.messages.batch import Batch
from app.messages.recipients import Obstacle
from app.schools.school import School
from app.sms.segments import measure


@dataclass
class BroadcastAhead:
    """A broadcast that was released and of which something has yet to leave."""

    broadcast: Broadcast
    batch: Batch
    due_at: datetime
    waiting: Load
    """What was handed to the outbox and has not left."""
    families: int | None = None
    """For how many it is; None once it is being handed over."""
    load: Load = field(default_factory=Load)
    """What will leave; about, because every phone reads of its own children."""
    left_out: Counter[Obstacle] = field(default_factory=Counter)
    without_number: int = 0

    @property
    def is_held(self) -> bool:
        return self.batch.is_paused


def broadcasts_ahead(
    session: Session,
    school: School,
    phones: PhonesNow,
    post: BroadcastPost,
    outbox: Mapping[int | None, Load],
    *,
    until: datetime,
    now: datetime,
) -> list[BroadcastAhead]:
    """What is due before that moment, the next first; `outbox` says by batch what was handed over already."""
    in_outbox = [batch for batch in outbox if batch is not None]
    rows = session.execute(
        select(Broadcast, Batch)
        .join(Batch, Batch.id == Broadcast.batch_id)
        .where(
            Broadcast.school_id == school.id,
            Broadcast.send_at < until,
            Broadcast.not_after > now,
            or_(
                Broadcast.state.in_((BroadcastState.SCHEDULED, BroadcastState.SENDING)),
                (Broadcast.state == BroadcastState.SENT) & Broadcast.batch_id.in_(in_outbox),
            ),
        )
        .order_by(Broadcast.send_at, Broadcast.id)
    )
    found = []
    for broadcast, batch in rows.all():
        assert broadcast.send_at is not None  # noqa: S101 - it was compared above
        ahead = BroadcastAhead(broadcast, batch, broadcast.send_at, outbox.get(batch.id, Load()))
        if broadcast.state is BroadcastState.SCHEDULED:
            _look(session, school, ahead, phones, post)
        found.append(ahead)
    return found


def _look(
    session: Session, school: School, ahead: BroadcastAhead, phones: PhonesNow, post: BroadcastPost
) -> None:
    """Whom it will reach and what that takes, if nothing changes."""
    selection = Selection.from_json(ahead.broadcast.audience)
    bodies = Wordings(ahead.broadcast, school, post.catalog).of((), is_first=False)
    sizes: dict[str | None, int] = {}
    for phone in homes_among(session, school, selection, None, guests=post.guests):
        if (obstacle := phones.obstacles.get(phone)) is not None:
            ahead.left_out[obstacle] += 1
            continue
        language = phones.languages.get(phone)
        if language not in sizes:
            sizes[language] = measure(for_readers(bodies, language)).segments
        ahead.load.add(language, 1, sizes[language])
    ahead.without_number = len(homes_without_number(session, school, selection))
    ahead.families = ahead.load.count + ahead.left_out.total() + ahead.without_number
