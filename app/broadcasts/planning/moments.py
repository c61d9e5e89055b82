"""How long a broadcast is worth sending where nobody has said it. Pure."""

from datetime import datetime, timedelta

from app.broadcasts.broadcast import Broadcast, Urgency
from app.schools.school import School

WORTH = {
    Urgency.ORDINARY: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=12),
    Urgency.EMERGENCY: timedelta(hours=12),
}
"""Counted from the first moment at which it may leave."""


def worth_until(school: School, broadcast: Broadcast, send_at: datetime) -> datetime:
    """Never longer than families can answer."""
    begins_at = send_at if broadcast.is_emergency else school.texting_hours.next_moment(send_at)
    until = begins_at + WORTH[broadcast.urgency]
    return min(until, broadcast.answers_until) if broadcast.answers_until else until
