"""A family's own idea for all families of the class: its words, what the family has agreed to, and who got it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of
from app.sms.languages import family_languages
from app.tips.delivery import EXPIRES, DeliveryState, Reason

Words = Mapping[str, str]
"""By language."""


class Consent(StrEnum):
    """What the family answered when it was asked whether its idea may be shared."""

    WITH_NAME = "with_name"
    WITHOUT_NAME = "without_name"
    REFUSED = "refused"


class IdeaStanding(StrEnum):
    """Where an idea stands.

    asked -> refused                            the family would rather not, and that is the end of it
          -> agreed                             but in some language nobody has approved its words yet
          -> ready -> going -> shared           a person let it go; each home of the class was decided once
    Until the first text has left it can be withdrawn. Other words for what the family has read are asked about anew.
    """

    ASKED = "asked"
    REFUSED = "refused"
    AGREED = "agreed"
    READY = "ready"
    GOING = "going"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


class FamilyIdea(Base):
    """An idea that a family texted and that somebody of the school has offered to share with the class.

    It goes to nobody before the family has agreed to the very words, and to the name that will stand under them.
    """

    __tablename__ = "family_ideas"
    __table_args__ = (
        CheckConstraint("(answer is null) = (answered_at is null)", name="answered_at_a_moment"),
        CheckConstraint(
            "(answer is null) = (answer_message_id is null)", name="the_family_itself_has_answered"
        ),
        CheckConstraint("(released_at is null) = (released_by is null)", name="released_by_somebody"),
        CheckConstraint("(released_at is null) = (due_at is null)", name="released_for_a_moment"),
        CheckConstraint("(released_at is null) = (not_after is null)", name="released_until_a_moment"),
        CheckConstraint("(released_at is null) = (batch_id is null)", name="released_as_a_batch"),
        CheckConstraint(
            "released_at is null or (answer is not null and answer <> 'refused')",
            name="shared_with_consent_alone",
        ),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by is null)", name="withdrawn_by_somebody"),
        Index(None, "school_id", "id"),
        Index(None, "phone_number_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    """The class whose families it is for."""
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    """That of the class: in its conversations the idea is sent and what families answer lands."""
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    """Whose idea it is."""
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    """The family's own text."""
    offered_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    offered_at: Mapped[datetime]
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    """By language, what the class will read."""
    approved_by: Mapped[dict[str, int]] = mapped_column(JSON)
    """By language, the staff member who reads it and stands by the words."""
    credit: Mapped[dict[str, str]] = mapped_column(JSON)
    """By language, the name that was offered to stand under it; empty where it may only go without a name."""
    asked_at: Mapped[datetime]
    asked_words: Mapped[dict[str, str]] = mapped_column(JSON)
    """The words that the family was shown, in the language or languages that it reads."""
    question_message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    answer: Mapped[Consent | None] = mapped_column(one_of(Consent))
    answered_at: Mapped[datetime | None]
    answer_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    read_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who read that text as this answer; None where the family texted a number or a word that means it."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    """What its texts leave with."""
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    released_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    not_after: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    withdrawn_at: Mapped[datetime | None]

    @property
    def unapproved(self) -> tuple[str, ...]:
        """The languages in which nobody stands by the words: no staff member, nor the family that reads that one."""
        own = self._own_language if self.has_consent else None
        return tuple(one for one in family_languages() if one != own and one not in self.approved_by)

    @property
    def for_colleagues(self) -> tuple[str, ...]:
        """Those of them in which the family cannot, whatever it answers."""
        return tuple(language for language in self.unapproved if language != self._own_language)

    @property
    def _own_language(self) -> str | None:
        """What the family reads; None where it was shown every language."""
        return next(iter(self.asked_words)) if len(self.asked_words) == 1 else None

    @property
    def has_consent(self) -> bool:
        """To the words as they are now, for all that the family can read of them."""
        return self.answer in {Consent.WITH_NAME, Consent.WITHOUT_NAME} and all(
            self.words.get(language) == words for language, words in self.asked_words.items()
        )

    @property
    def credited(self) -> Words:
        """The name that stands under it, by language; empty for a family that would rather not be named."""
        return self.credit if self.answer is Consent.WITH_NAME else {}

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.withdrawn_at is None and self.released_at is None and self.answer is not Consent.REFUSED

    def standing(self, *, waiting: int) -> IdeaStanding:
        """`waiting` is for how many homes it has not been decided yet."""
        if self.withdrawn_at is not None:
            return IdeaStanding.WITHDRAWN
        if self.released_at is not None:
            return IdeaStanding.GOING if waiting else IdeaStanding.SHARED
        if self.answer is Consent.REFUSED:
            return IdeaStanding.REFUSED
        if not self.has_consent:
            return IdeaStanding.ASKED
        return IdeaStanding.AGREED if self.unapproved else IdeaStanding.READY


class IdeaText(Base):
    """A family's idea to one phone of the class: planned when it was let go, and decided when it is due."""

    __tablename__ = "idea_texts"
    __table_args__ = (
        UniqueConstraint("idea_id", "phone_number_id"),
        CheckConstraint("(state = 'planned') = (decided_at is null)", name="decided_at_a_moment"),
        CheckConstraint("(state = 'sent') = (message_id is not null)", name="sent_as_a_text"),
        CheckConstraint(
            "(state in ('skipped', 'expired')) = (reason is not null)", name="left_out_for_a_reason"
        ),
        CheckConstraint("(tried_at is null) = (tried_message_id is null)", name="tried_says_a_text"),
        CheckConstraint("tried_at is null or state = 'sent'", name="tried_once_sent"),
        Index(
            "ix_idea_texts_planned",
            "idea_id",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(None, "phone_number_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("family_ideas.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState), default=DeliveryState.PLANNED)
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    decided_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(12))
    """What it was sent in; None where it spoke every language."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    tried_at: Mapped[datetime | None]
    tried_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    """The text by which the family said that it tried the idea."""

    def leave_out(self, reason: Reason, *, now: datetime) -> None:
        """It does not go, and this is why."""
        self.state = DeliveryState.EXPIRED if reason in EXPIRES else DeliveryState.SKIPPED
        self.reason, self.decided_at = reason, now

    def send_as(self, message_id: int, language: str | None, *, now: datetime) -> None:
        self.state, self.message_id, self.language, self.decided_at = (
            DeliveryState.SENT,
            message_id,
            language,
            now,
        )
