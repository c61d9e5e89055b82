"""Where the texts of a broadcast stand, and from which line each leaves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast
from app.broadcasts.sending.post import BroadcastPost
from app.broadcasts.sending.prospects import Prospect
from app.messages.open_thread import Pair, open_threads
from app.messages.text_to_send import Destination
from app.schools.emergency_line import lines_for_emergencies
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School

_NO_STUDENT = 0
"""Of a child in no class the office's inbox is told: there is none behind a phone that is in a group for itself."""


def destinations_of(
    session: Session,
    school: School,
    broadcast: Broadcast,
    page: Sequence[Prospect],
    *,
    post: BroadcastPost,
    now: datetime,
) -> dict[int, Destination]:
    """By phone, in which conversation and on which line; none for a phone that the line is not allowed to reach."""
    places = places_of(session, school, broadcast, page, post=post)
    threads = open_threads(session, school.id, set(places.values()), now=now)
    pressing = lines_for_emergencies(session, school.id) if broadcast.is_emergency else []
    found = {}
    for one in page:
        thread_id, line_id = threads[places[one.phone_id]]
        lines = [line for line in _in_order(pressing, line_id) if line not in one.blocked_lines]
        if lines:
            found[one.phone_id] = Destination(thread_id, one.phone_id, lines[0], one.e164)
    return found


def places_of(
    session: Session, school: School, broadcast: Broadcast, page: Sequence[Prospect], *, post: BroadcastPost
) -> dict[int, Pair]:
    """By phone, the conversation where the text stands: in the inbox it is sent from, or that of the child's class."""
    if broadcast.inbox_id is not None:
        return {one.phone_id: (one.phone_id, broadcast.inbox_id) for one in page}
    first_child = {one.phone_id: next(iter(one.student_ids), _NO_STUDENT) for one in page}
    inboxes = post.inboxes_of(session, school, set(first_child.values()))
    return {phone: (phone, inboxes[child]) for phone, child in first_child.items()}


def _in_order(pressing: Sequence[PhoneLine], usual: int) -> list[int]:
    """First the line that carries emergencies alone, then the usual one, then any other; a stopped one last.

    An emergency is not to wait until a person has mended a line; all else has its usual line alone.
    """
    special = [line.id for line in pressing if line.purpose is LinePurpose.EMERGENCIES]
    others = [line.id for line in pressing if line.purpose is not LinePurpose.EMERGENCIES]
    return [*special, *([usual] if usual in others else others), usual]
