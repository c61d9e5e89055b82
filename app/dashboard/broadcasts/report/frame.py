"""What every page of a report begins with: the announcement, if its reader may know what became of it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.planning.queries import get_broadcast
from app.broadcasts.planning.reach import Reach
from app.dashboard.session import SignedIn
from app.inbox.queries import Sight, inboxes_of_teams, sight_of
from app.staff.permissions import may_announce_to_school

UNRELEASED = frozenset({BroadcastState.DRAFT, BroadcastState.SUBMITTED})


@dataclass(frozen=True)
class Seen:
    """An announcement as one person may look at its report."""

    broadcast: Broadcast
    sight: Sight
    sections: Collection[int] | None
    """The classes whose children are named; None for all that it is for."""


def see_report(session: Session, staff: SignedIn, broadcast_id: int) -> Seen:
    """For the team of its inbox, its author, the office and the principal; raises NotFound for anybody else.

    Of a counselor's inbox its team alone.
    """
    sight = sight_of(session, staff.school, staff.person)
    inboxes = set(sight.inboxes)
    is_for_all = may_announce_to_school(staff.person)
    if is_for_all:
        inboxes |= inboxes_of_teams(session, staff.school)
    reach = Reach(staff.person, inbox_ids=frozenset(inboxes))
    broadcast = get_broadcast(session, staff.school, broadcast_id, reach=reach)
    if is_for_all or broadcast.inbox_id in sight.inboxes:
        return Seen(broadcast, sight, None)
    sections = {inbox.section_id for inbox in sight.inboxes.values() if inbox.section_id is not None}
    return Seen(broadcast, sight, sections)
