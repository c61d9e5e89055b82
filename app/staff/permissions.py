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


def may_announce_to_school(person: StaffMember) -> bool:
    """Announcing to grades, groups or everybody is for the office and the principal; a team has its own classes."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_send_emergencies(person: StaffMember) -> bool:
    """What passes every rule, and its drill, is for the office and the principal, and so is agreeing to it."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_repeat_drill(person: StaffMember) -> bool:
    """Everybody else has one drill a year."""
    return person.role is Role.PRINCIPAL


def may_set_announcement_rules(person: StaffMember) -> bool:
    """From how many families on a number is typed, and a second person agrees."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}


def may_keep_all_groups(person: StaffMember) -> bool:
    """The office and the principal keep every group; others those that they have made, of their own classes."""
    return person.role in {Role.OFFICE, Role.PRINCIPAL}
