"""When a family likes to be texted: hours of its own, within those in which its school texts at all. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.roster.phone_number import PhoneNumber
from app.schools.texting_hours import TextingHours

LEAST_SHARED = timedelta(hours=1)
"""Shorter, and a text to many, which lines send one after the other, might find no moment at all."""


@dataclass(frozen=True)
class OwnHours:
    """A span of every day by the school's clock; one that begins later than it ends goes past midnight."""

    begin: time
    end: time

    def within(self, hours: TextingHours) -> tuple[TextingHours, ...]:
        """What they leave of the school's: nothing, one span, or two for a family that sleeps by day."""
        spans: list[tuple[time, time]] = [(self.begin, self.end)]
        if self.end <= self.begin:
            spans = [(time.min, self.end), (self.begin, hours.closes)]
        shared = ((max(begin, hours.opens), min(end, hours.closes)) for begin, end in spans)
        return tuple(TextingHours(hours.zone, begin, end) for begin, end in shared if begin < end)


def own_hours_of(phone: PhoneNumber) -> OwnHours | None:
    """What the family of this phone has said; None where it has not."""
    if phone.texts_from is None or phone.texts_until is None:
        return None
    return OwnHours(phone.texts_from, phone.texts_until)


@lru_cache(maxsize=1024)
def next_own_moment(own: OwnHours | None, hours: TextingHours, moment: datetime) -> datetime:
    """The first moment, `moment` included, at which both the school texts and the family likes it, in UTC.

    Where the school has changed its hours so that none are left in common, the school's hold: a text at a moment that
    the family likes less is better than none.
    """
    shared = own.within(hours) if own else ()
    return min((span.next_moment(moment) for span in shared), default=hours.next_moment(moment))


def keep_own_hours(phone: PhoneNumber, own: OwnHours | None, hours: TextingHours) -> None:
    """Texts that can wait leave in these hours from now on; None for any in which the school texts.

    Raises Invalid where too little of the school's hours would be left.
    """
    if own is not None:
        if own.begin == own.end:
            raise Invalid(_l("Choose two different times."))
        if max(map(_length, own.within(hours)), default=timedelta()) < LEAST_SHARED:
            raise Invalid(_l("Choose hours that share at least one with those in which the school texts."))
    phone.texts_from, phone.texts_until = (own.begin, own.end) if own else (None, None)


def _length(span: TextingHours) -> timedelta:
    day = date.min
    return datetime.combine(day, span.closes) - datetime.combine(day, span.opens)
