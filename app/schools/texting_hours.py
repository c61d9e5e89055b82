"""When a school's texts may leave: a pure rule over the school's wall clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_DAYS_SHUT = 4
"""More than any change of the clocks can skip."""


@dataclass(frozen=True)
class TextingHours:
    """A span of every day, in the school's zone, from `opens` up to but not including `closes`."""

    zone: ZoneInfo
    opens: time
    closes: time

    def are_open(self, now: datetime) -> bool:
        return self.opens <= now.astimezone(self.zone).time() < self.closes

    def closing_after(self, now: datetime) -> datetime:
        """The moment at which the span that holds `now` ends, in UTC."""
        return datetime.combine(now.astimezone(self.zone).date(), self.closes, self.zone).astimezone(UTC)

    def next_moment(self, now: datetime) -> datetime:
        """The first moment, `now` included, at which a text may leave, in UTC.

        Computed on the wall clock and only then turned to UTC, so that opening time stays opening time on both days of
        the year when the clocks change.
        """
        if self.are_open(now):
            return now.astimezone(UTC)
        today = now.astimezone(self.zone).date()
        openings = (
            datetime.combine(today + timedelta(days), self.opens.replace(fold=fold), self.zone)
            for days in range(MOST_DAYS_SHUT)
            for fold in (0, 1)  # the hour that the clocks repeat in autumn has its opening time twice
        )
        moments = (opening.astimezone(UTC) for opening in openings)
        return next(moment for moment in moments if moment >= now and self.are_open(moment))
