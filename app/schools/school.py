"""The school: the tenant of everything else."""

from datetime import datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.schools.texting_hours import TextingHours

LONGEST_PROMISE_HOURS = 72
LARGEST_SCHOOL = 1_000_000
MOST_A_WEEK = 30
"""Nobody means more texts a week to one family than this."""


class School(Base):
    """One school with its house rules; nothing of one school is ever seen by another."""

    __tablename__ = "schools"
    __table_args__ = (
        CheckConstraint("texting_from < texting_until", name="texting_hours_are_a_span"),
        CheckConstraint("hourly_cap > 0", name="hourly_cap_is_positive"),
        CheckConstraint("review_hours > 0", name="review_hours_is_positive"),
        CheckConstraint("weekly_allowance >= 0", name="weekly_allowance_is_no_debt"),
        CheckConstraint("count_typed_above > 0", name="count_typed_above_is_positive"),
        CheckConstraint("second_person_above >= 0", name="second_person_above_is_a_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(2), default="US")
    """Where a phone number written without a country code is taken to be."""
    language: Mapped[str] = mapped_column(String(12), default="en")
    """What the school itself speaks; a family's own language is kept with its guardian."""
    office_phone: Mapped[str] = mapped_column(String(40))
    """As families should read it: where a person answers. The HELP reply must name it (Twilio 30890)."""
    texting_from: Mapped[time] = mapped_column(default=time(9))
    texting_until: Mapped[time] = mapped_column(default=time(20))
    direct_reply_hours: Mapped[int] = mapped_column(default=3)
    """A staff member's reply may go outside texting hours when the family wrote within so many hours."""
    hourly_cap: Mapped[int] = mapped_column(default=12)
    """More texts than this to one number within an hour are held for a person to look at."""
    weekly_allowance: Mapped[int] = mapped_column(default=6)
    """So many tips, invitations and announcements to one number in a week; direct replies do not count."""
    review_hours: Mapped[int] = mapped_column(default=4)
    """Within so many texting hours a colleague is promised to have checked a translation."""
    count_typed_above: Mapped[int] = mapped_column(default=100)
    """Whoever sends an announcement to more families than this types their number first."""
    second_person_above: Mapped[int | None]
    """An announcement to more families than this needs a second person; None where the school asks for none."""
    paused_at: Mapped[datetime | None]
    """Since when everything waits that leaves with others: ideas, invitations, announcements. Replies do not."""
    paused_by: Mapped[int | None]
    """No foreign key: staff point here already, and two tables that point at each other load in no order."""
    created_at: Mapped[datetime]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def texting_hours(self) -> TextingHours:
        return TextingHours(self.zone, self.texting_from, self.texting_until)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def pause(self, *, by: int, now: datetime) -> None:
        """Nothing that goes to many leaves before somebody lets it; replies do. Who paused it first stands."""
        if self.paused_at is None:
            self.paused_at, self.paused_by = now, by

    def resume(self) -> None:
        self.paused_at = self.paused_by = None

    def allow_a_week(self, texts: int) -> None:
        """So many texts of those that go to many reach one family in a week; raises Invalid for absurd ones."""
        if not 0 <= texts <= MOST_A_WEEK:
            raise Invalid(_l("Choose between 0 and %(most)s texts a week."), most=MOST_A_WEEK)
        self.weekly_allowance = texts

    def type_count_above(self, families: int) -> None:
        """Whoever sends to more families than this types their number; raises Invalid for absurd numbers."""
        if not 1 <= families <= LARGEST_SCHOOL:
            raise Invalid(_l("Choose a number of families from 1 on."))
        self.count_typed_above = families

    def ask_second_person_above(self, families: int | None) -> None:
        """What goes to more families than this needs a second person, or nothing does; raises Invalid."""
        if families is not None and not 0 <= families <= LARGEST_SCHOOL:
            raise Invalid(_l("Choose a number of families, or leave it empty."))
        self.second_person_above = families

    def promise_checks_within(self, texting_hours: int) -> None:
        """What is put to a colleague from now on is promised within so many hours; raises Invalid for absurd ones."""
        if not 1 <= texting_hours <= LONGEST_PROMISE_HOURS:
            raise Invalid(_l("Choose between 1 and %(hours)s hours."), hours=LONGEST_PROMISE_HOURS)
        self.review_hours = texting_hours
