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
