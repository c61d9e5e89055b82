"""How far one person sees broadcasts, and to whose families they may announce something."""

from collections.abc import Collection
from dataclasses import dataclass

from app.broadcasts.audience import Selection, SelectionKind
from app.foundation.errors import Forbidden, NotFound
from app.foundation.i18n import _l
from app.staff.permissions import may_announce_to_school
from app.staff.staff_member import StaffMember


@dataclass(frozen=True)
class Reach:
    """One person, and what of the school is theirs to see and to announce in."""

    person: StaffMember
    inbox_ids: Collection[int] = frozenset()
    """The inboxes within their sight."""
    section_ids: Collection[int] = frozenset()
    """The classes that they teach."""
    event_ids: Collection[int] = frozenset()
    """The events within their sight."""
    group_ids: Collection[int] = frozenset()
    """The groups that they may know of: by how many families a group is, somebody learns who is in it."""

    @property
    def is_whole_school(self) -> bool:
        return may_announce_to_school(self.person)


def check_inbox(reach: Reach, inbox_id: int | None) -> None:
    """Raises NotFound for an inbox out of sight, Forbidden for the classes of everybody's own child."""
    if inbox_id is None:
        if not reach.is_whole_school:
            raise Forbidden(_l("Only the office and the principal announce in every class at once."))
    elif inbox_id not in reach.inbox_ids:
        raise NotFound(_l("There is no such inbox."))


def check_families(reach: Reach, selection: Selection) -> None:
    """Raises Forbidden for families that are not theirs to announce to, NotFound for an event or group out of sight."""
    groups = {*selection.without_groups, *(selection.ids if selection.kind is SelectionKind.GROUPS else ())}
    if not groups <= set(reach.group_ids):
        raise NotFound(_l("There is no such class or group."))
    if selection.kind is SelectionKind.EVENT:
        if not set(selection.ids) <= set(reach.event_ids):
            raise NotFound(_l("There is no such event."))
    elif not reach.is_whole_school:
        is_own = selection.kind is SelectionKind.SECTIONS and set(selection.ids) <= set(reach.section_ids)
        if not is_own:
            raise Forbidden(_l("You can announce to the families of your own classes."))
