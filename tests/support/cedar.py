"""Another school beside that of the demo, far to the east."""

from sqlalchemy.orm import Session

from app.inbox.found_school import found_school
from app.schools.school import School
from tests.support.cast import NOON

CEDAR_LINE = "+12065550170"


def found_cedar(session: Session) -> School:
    """It has a line and an office, and nobody yet."""
    return found_school(
        session,
        name="Cedar School",
        lines=[CEDAR_LINE],
        office_phone="(206) 555-0171",
        time_zone="America/New_York",
        now=NOON,
    )
