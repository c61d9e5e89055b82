"""Giving a school one more number to text from."""

from datetime import datetime
from math import inf

from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.queries import find_line
from app.schools.school import School
from app.sms.phone_number import parse_phone_number


def add_line(
    session: Session,
    school: School,
    number: str,
    *,
    now: datetime,
    segments_per_second: float = 1.0,
    label: str = "",
    purpose: LinePurpose = LinePurpose.CONVERSATIONS,
    messaging_service_sid: str | None = None,
) -> PhoneLine:
    """The school texts from this number too.

    Raises Invalid for a number or rate that cannot be, Conflict for a line that a school has already.
    """
    e164 = parse_phone_number(number)
    if not 0 < segments_per_second < inf:
        raise Invalid(_l("Choose a rate of more than 0 segments a second."))
    if find_line(session, e164) is not None:
        raise Conflict(_l("A school texts from %(line)s already."), line=number)
    line = PhoneLine(
        school_id=school.id,
        e164=e164,
        label=label,
        purpose=purpose,
        messaging_service_sid=messaging_service_sid or None,
        segments_per_second=segments_per_second,
        created_at=now,
    )
    session.add(line)
    session.flush()
    return line
