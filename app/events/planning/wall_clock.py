"""A day and a time by the school's clock, as the one moment that is meant."""

from datetime import UTC, date, datetime, time

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.schools.school import School

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""Nobody means a day beyond; near the ends of the calendar there is no day before or after to reckon with."""


def begin_of(school: School, day: date, at: time) -> datetime:
    """In UTC. Raises Invalid for a time that the clocks skip in spring.

    Of an hour that they repeat in autumn the first is meant: whoever comes to the other one has missed nothing yet.
    """
    return _moment(school, day, at)


def end_of(school: School, day: date, at: time, *, begins_at: datetime) -> datetime:
    """In UTC. Raises Invalid for a time that the clocks skip, and for one that is not after the beginning.

    Of an hour that they repeat in autumn the first is meant that comes after the beginning.
    """
    ends_at = _moment(school, day, at)
    if ends_at <= begins_at:
        ends_at = _moment(school, day, at.replace(fold=1))
    if ends_at <= begins_at:
        raise Invalid(_l("An event ends after it begins, and on the same day."))
    return ends_at


def _moment(school: School, day: date, at: time) -> datetime:
    at = at.replace(tzinfo=None)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(_l("Choose a day."))
    moment = datetime.combine(day, at, school.zone).astimezone(UTC)
    if moment.astimezone(school.zone).replace(tzinfo=None) != datetime.combine(day, at):
        raise Invalid(
            _l("On %(day)s the clocks skip %(time)s. Please choose another time."),
            day=day.isoformat(),
            time=at.isoformat("minutes"),
        )
    return moment
