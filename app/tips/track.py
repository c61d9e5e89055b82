"""A school's own copy of a year of tips: tracks, their texts, and the wordings of each text."""

from datetime import datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.database import Base, one_of
from app.sms.languages import family_languages
from app.sms.template import Template
from app.tips.curriculum import Step

PLACES = 3
"""Texts a week: in the published trial one was too few, and five were too many."""
USUAL_TIME = time(17, 30)


class Track(Base):
    """The tips of a school for the children of some grades.

    It is held for review from the day it is opened, and again whenever somebody holds it; otherwise it is running.
    """

    __tablename__ = "tip_tracks"
    __table_args__ = (
        UniqueConstraint("school_id", "band"),
        CheckConstraint("held_at is not null or running_since is not null", name="held_or_running"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    band: Mapped[str] = mapped_column(String(60))
    """Which of the shipped bands it was copied from."""
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    grades: Mapped[list[str]] = mapped_column(JSON)
    sent_at: Mapped[time] = mapped_column(default=USUAL_TIME)
    """At what time of the day, by the school's clock, where a family has not wished for another."""
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    opened_at: Mapped[datetime]
    held_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    held_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    """What its texts leave with; None before the first."""
    running_since: Mapped[datetime | None]
    """Since when, the last time it was let run; what was due before then is nobody's."""

    @property
    def is_running(self) -> bool:
        return self.held_at is None


class Tip(Base):
    """One text of a track, in one place of one week; a week has three."""

    __tablename__ = "tips"
    __table_args__ = (
        CheckConstraint("week >= 1", name="week_counts_from_one"),
        CheckConstraint("place between 0 and 3", name="place_is_in_the_week"),
        Index(
            "uq_tips_one_in_a_place",
            "track_id",
            "week",
            "place",
            unique=True,
            sqlite_where=text("skipped_at is null"),
            postgresql_where=text("skipped_at is null"),
        ),
        Index(None, "track_id", "week"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("tip_tracks.id"))
    week: Mapped[int]
    place: Mapped[int]
    """1 to 3, in the order of the days; 0 only while two texts change places."""
    step: Mapped[Step] = mapped_column(one_of(Step))
    skill: Mapped[str] = mapped_column(String(40))
    topic: Mapped[dict[str, str]] = mapped_column(JSON)
    finding: Mapped[str] = mapped_column(String(120), default="")
    """A heading of docs/research.md; the school's own ideas need none."""
    is_own: Mapped[bool] = mapped_column(default=False)
    """The school wrote it; else it came with Puente."""
    skipped_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    skipped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    wordings: Mapped[list["TipWording"]] = relationship(lazy="raise", order_by="TipWording.id")

    def wording(self, language: str) -> "TipWording | None":
        return next((w for w in self.wordings if w.language == language), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages of families in which nobody has worded it."""
        return tuple(language for language in family_languages() if self.wording(language) is None)

    @property
    def unapproved(self) -> tuple[str, ...]:
        """The languages in which nobody has approved its words yet."""
        return tuple(w.language for w in self.wordings if not w.is_approved)

    @property
    def is_blocked(self) -> bool:
        """Where one language lacks, nobody gets it: no family is given less because of its language."""
        return bool(self.missing or self.unapproved)

    @property
    def asks(self) -> bool:
        """Whether it ends with a question of its own, to which a number may be the answer."""
        return any(w.words.rstrip().endswith("?") for w in self.wordings)


class TipWording(Base):
    """A tip in one language. As shipped it counts as approved; whoever changes it takes that away again."""

    __tablename__ = "tip_wordings"
    __table_args__ = (
        UniqueConstraint("tip_id", "language"),
        CheckConstraint("(edited_at is null) = (edited_by is null)", name="edited_by_somebody"),
        CheckConstraint("(approved_at is null) = (approved_by is null)", name="approved_by_somebody"),
        CheckConstraint("is_shipped or edited_at is not null", name="shipped_or_written_here"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"))
    language: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    is_shipped: Mapped[bool] = mapped_column(default=False)
    """These are the words that came with Puente."""
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    edited_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    approved_at: Mapped[datetime | None]

    @property
    def is_approved(self) -> bool:
        return self.is_shipped or self.approved_at is not None

    @property
    def template(self) -> Template:
        return Template(self.words)
