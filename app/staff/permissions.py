"""What each role may do; which threads one may see is the inbox's question."""

from app.staff.staff_member import Role, StaffMember


def may_see_all_threads(person: StaffMember) -> bool:
    """A principal may read every inbox of the school except a counselor's."""
    return person.role is Role.PRINCIPAL


def may_mend_sending(person: StaffMember) -> bool:
    """Seeing the whole school's health and resuming a paused line is for the office and the principal."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_set_up_languages(person: StaffMember) -> bool:
    """Costs, important words and how soon a check is promised are for the office and the principal."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_arrange_tips(person: StaffMember) -> bool:
    """Everybody sees the tips; the office and the principal let them run, hold, word and move them."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_set_calendar(person: StaffMember) -> bool:
    """When there is school is told by the office and the principal."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_invite_whole_school(person: StaffMember) -> bool:
    """Inviting grades, groups or everybody is for the office and the principal; a team invites its own classes."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_keep_the_clock(person: StaffMember) -> bool:
    """Everybody sees what will leave; pausing it, and how much one family gets, is for the office and the principal."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}
