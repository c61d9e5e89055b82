"""How far somebody sees announcements, and what of them waits for that person."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.planning.queries import Waiting, get_broadcast, waiting_for
from app.broadcasts.planning.reach import Reach
from app.broadcasts.sending.post import BroadcastPost
from app.dashboard.parts import Parts
from app.dashboard.session import SignedIn
from app.events.board.who_stands import guests_who_stand
from app.events.queries import events_of
from app.foundation.errors import NotFound
from app.inbox.inboxes_of_students import inboxes_of_students
from app.inbox.queries import Sight, inboxes_of_teams, sight_of
from app.joining.sight import groups_seen_by
from app.roster.group import Group


@dataclass(frozen=True)
class Eyes:
    """How far somebody sees: inboxes, their classes, and the events there."""

    session: Session
    staff: SignedIn

    @cached_property
    def sight(self) -> Sight:
        return sight_of(self.session, self.staff.school, self.staff.person)

    @cached_property
    def reach(self) -> Reach:
        own = (self.sight.inboxes[inbox_id] for inbox_id in self.sight.member_of)
        events = events_of(self.session, self.staff.school, inbox_ids=self.sight.inboxes, now=self.staff.now)
        return Reach(
            self.staff.person,
            inbox_ids=frozenset(self.sight.inboxes),
            section_ids=frozenset(inbox.section_id for inbox in own if inbox.section_id is not None),
            event_ids=frozenset(event.id for event in (*events.upcoming, *events.past)),
            group_ids=frozenset(self.session.scalars(self._groups)),
        )

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What waits for them, of which they may see no more than the words to check; a counselor's stays there."""
        teams = inboxes_of_teams(self.session, self.staff.school) | {None, *self.sight.inboxes}
        found = waiting_for(self.session, self.staff.school, reach=self.reach)
        return [one for one in found if one.broadcast.inbox_id in teams]

    @property
    def _groups(self) -> Select[int]:
        here = Group.school_id == self.staff.school.id
        return select(Group.id).where(here, groups_seen_by(self.staff.person))

    def find(self, broadcast_id: int) -> Broadcast | Waiting:
        """The announcement, or for somebody who is only to check its words, what waits for them; raises NotFound."""
        try:
            return self.see(broadcast_id)
        except NotFound:
            for one in self.waiting:
                if one.broadcast.id == broadcast_id:
                    return one
            raise

    def see(self, broadcast_id: int) -> Broadcast:
        """Raises NotFound for one of another school, or that is not theirs to see."""
        return get_broadcast(self.session, self.staff.school, broadcast_id, reach=self.reach)


def post_of(parts: Parts) -> BroadcastPost:
    """What sending takes besides the database, as the worker has it."""
    return BroadcastPost(parts.catalog, guests_who_stand, inboxes_of_students)


def count_waiting(session: Session, staff: SignedIn) -> int:
    """How many announcements wait for this person to check or to agree; asked on every page of the inbox."""
    waits = exists().where(
        Broadcast.school_id == staff.school.id, Broadcast.state == BroadcastState.SUBMITTED
    )
    return len(Eyes(session, staff).waiting) if session.scalar(select(waits)) else 0
