"""When a school's texts may leave: a pure rule over the school's wall clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class TextingHours:
    """A span of every day, in the school's zone, from `opens` up to but not including `closes`."""

    zone: ZoneInfo
    opens: time
    closes: time

    def are_open(self, now: datetime) -> bool:
        return self.opens <= now.astimezone(self.zone).time() < self.closes

    def next_moment(self, now: datetime) -> datetime:
        """The first moment, `now` included, at which a text may leave, in UTC.

        Computed on the wall clock and only then turned to UTC, so that opening time stays opening time on both days of
        the year when the clocks change.
        """
        local = now.astimezone(self.zone)
        if self.opens <= local.time() < self.closes:
            return now.astimezone(UTC)
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        return datetime.combine(day, self.opens, self.zone).astimezone(UTC)
