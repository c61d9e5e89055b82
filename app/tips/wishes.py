"""What a phone has wished: fewer tips a week, more again, none for two weeks, at its own time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from babel.dates import format_date, format_skeleton
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base, insert_or_ignore, one_of
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.interpreting.auto_replies import answer_with_wording
from app.messages.thread import Thread
from app.roster.language import known_language_of
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.staff.staff_member import StaffMember
from app.tips.days import DAYS, MOST_BANDS, USUAL_DAYS
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.ideas.idea import IdeaText
from app.tips.track import PLACES, Tip

PAUSE = timedelta(weeks=2)
LONGEST_PAUSE = timedelta(days=366)
LATELY = timedelta(weeks=3)
"""Longer than a vacation of two weeks: a family may text its word when the tips begin again."""


class Word(StrEnum):
    """What a family, or a staff member for it, has asked for."""

    FEWER = "fewer"
    MORE = "more"
    PAUSE = "pause"


class TipWish(Base):
    """How a phone likes its tips; one that has never said anything has none."""

    __tablename__ = "tip_wishes"
    __table_args__ = (CheckConstraint("per_week between 0 and 3", name="per_week_is_a_choice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), unique=True)
    per_week: Mapped[int] = mapped_column(default=PLACES)
    """Of the texts of each band."""
    paused_until: Mapped[date | None]
    """The first day on which it may get one again."""
    at: Mapped[time | None]
    """By the school's clock; None for the school's own time."""
    days: Mapped[str] = mapped_column(String(PLACES), default="")
    """Three weekdays, Monday being 0: "024". Empty for the usual ones."""
    updated_at: Mapped[datetime]

    def is_paused(self, today: date) -> bool:
        return self.paused_until is not None and today < self.paused_until

    @property
    def weekdays(self) -> tuple[int, ...]:
        return tuple(map(int, self.days)) or USUAL_DAYS


class TipWishEntry(Base):
    """One word of a family about its tips; only ever added to, so that one can see what makes families leave."""

    __tablename__ = "tip_wish_entries"
    __table_args__ = (Index(None, "school_id", "said_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    word: Mapped[Word] = mapped_column(one_of(Word))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who set it for the family; None when it texted the word itself."""
    said_at: Mapped[datetime]


def gets_tips(session: Session, phone_number_id: int, now: datetime) -> bool:
    """Whether the phone has lately had weekly ideas, or one of a family, so that FEWER and PAUSE mean them."""
    tip = exists().where(
        TipDelivery.phone_number_id == phone_number_id,
        TipDelivery.state == DeliveryState.SENT,
        TipDelivery.due_at > now - LATELY,
    )
    idea = exists().where(
        IdeaText.phone_number_id == phone_number_id,
        IdeaText.state == DeliveryState.SENT,
        IdeaText.decided_at > now - LATELY,
    )
    return bool(session.scalar(select(or_(tip, idea))))


def has_given_up_tips(session: Session, phone_number_id: int, now: datetime) -> bool:
    """Whether MORE can mean anything: from all other phones the word is an ordinary text."""
    wish = _find(session, phone_number_id)
    if wish is None:
        return False
    school = session.get_one(School, wish.school_id)
    return wish.per_week < PLACES or wish.is_paused(_today(school, now))


def want_fewer(
    session: Session, thread: Thread, language: str | None, now: datetime, *, catalog: Catalog
) -> None:
    """One fewer a week from now on, and the family has been told how many that leaves, or how to get them back."""
    school = session.get_one(School, thread.school_id)
    wish = _told(session, school, thread.phone_number_id, Word.FEWER, now=now)
    wish.per_week = max(0, wish.per_week - 1)
    if wish.per_week:
        count = str(wish.per_week * _bands(session, thread.phone_number_id, now))
        answer_with_wording(
            session, school, thread, "tips_fewer", catalog=catalog, language=language, now=now, count=count
        )
    else:
        answer_with_wording(session, school, thread, "tips_none", catalog=catalog, language=language, now=now)


def want_more(
    session: Session, thread: Thread, language: str | None, now: datetime, *, catalog: Catalog
) -> None:
    """One more a week from now on; a pause ends, and then what was wished before holds again."""
    school = session.get_one(School, thread.school_id)
    wish = _told(session, school, thread.phone_number_id, Word.MORE, now=now)
    if wish.is_paused(_today(school, now)):
        wish.paused_until, wish.per_week = None, max(1, wish.per_week)
    else:
        wish.per_week = min(PLACES, wish.per_week + 1)
    count = str(wish.per_week * _bands(session, thread.phone_number_id, now))
    answer_with_wording(
        session, school, thread, "tips_more", catalog=catalog, language=language, now=now, count=count
    )


def want_pause(
    session: Session, thread: Thread, language: str | None, now: datetime, *, catalog: Catalog
) -> None:
    """None for two weeks, and the family has been told until when."""
    school = session.get_one(School, thread.school_id)
    wish = _told(session, school, thread.phone_number_id, Word.PAUSE, now=now)
    wish.paused_until = _today(school, now) + PAUSE
    spoken = known_language_of(session, thread.phone_number_id).language or language
    until = " / ".join(
        _day_words(wish.paused_until, one)
        for one in ([spoken] if spoken and catalog.speaks("tips_paused", spoken) else family_languages())
    )
    answer_with_wording(
        session, school, thread, "tips_paused", catalog=catalog, language=language, now=now, date=until
    )


def set_wish(
    session: Session,
    school: School,
    phone: PhoneNumber,
    *,
    per_week: int,
    paused_until: date | None = None,
    at: time | None = None,
    days: Sequence[int] = USUAL_DAYS,
    by: StaffMember,
    now: datetime,
) -> TipWish:
    """A staff member has written down what the family told; raises Invalid for what cannot be kept."""
    if not 0 <= per_week <= PLACES:
        raise Invalid(_l("Choose between 0 and %(most)s texts a week."), most=PLACES)
    if at is not None and not school.texting_from <= at < school.texting_until:
        raise Invalid(_l("The school does not text at that time."))
    if len(set(days)) != PLACES or not set(days) <= set(DAYS):
        raise Invalid(_l("Choose three days from Monday to Saturday."))
    today = _today(school, now)
    if paused_until is not None and not today < paused_until <= today + LONGEST_PAUSE:
        raise Invalid(_l("Choose a day within the coming year."))
    known = _find(session, phone.id)
    before = known.per_week if known else PLACES
    was_paused = known is not None and known.is_paused(today)
    if paused_until is not None and (known is None or known.paused_until != paused_until):
        wish = _told(session, school, phone.id, Word.PAUSE, by=by, now=now)
    elif per_week != before or (was_paused and paused_until is None):
        word = Word.FEWER if per_week < before else Word.MORE
        wish = _told(session, school, phone.id, word, by=by, now=now)
    else:
        wish = _kept(session, school, phone.id, now=now)
    wish.per_week, wish.paused_until, wish.at = per_week, paused_until, at
    wish.days = "" if set(days) == set(USUAL_DAYS) else "".join(map(str, sorted(days)))
    session.flush()
    return wish


def _told(
    session: Session,
    school: School,
    phone_number_id: int,
    word: Word,
    *,
    by: StaffMember | None = None,
    now: datetime,
) -> TipWish:
    wish = _kept(session, school, phone_number_id, now=now)
    session.add(
        TipWishEntry(
            school_id=school.id,
            phone_number_id=phone_number_id,
            word=word,
            staff_member_id=by.id if by else None,
            said_at=now,
        )
    )
    return wish


def _kept(session: Session, school: School, phone_number_id: int, *, now: datetime) -> TipWish:
    """What the phone has wished so far, held still; the usual where it has wished nothing."""
    session.execute(
        insert_or_ignore(session, TipWish).values(
            school_id=school.id, phone_number_id=phone_number_id, per_week=PLACES, days="", updated_at=now
        )
    )
    wish = session.scalars(
        select(TipWish).where(TipWish.phone_number_id == phone_number_id).with_for_update()
    ).one()
    wish.updated_at = now
    return wish


def find_wish(session: Session, phone: PhoneNumber) -> TipWish | None:
    """None for a phone that has never said how it likes its tips."""
    return _find(session, phone.id)


def _find(session: Session, phone_number_id: int) -> TipWish | None:
    return session.scalar(select(TipWish).where(TipWish.phone_number_id == phone_number_id))


def _bands(session: Session, phone_number_id: int, now: datetime) -> int:
    """For how many bands the phone gets texts in one week, by what was planned for it lately."""
    count = session.scalar(
        select(func.count(Tip.track_id.distinct()))
        .select_from(TipDelivery)
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .where(TipDelivery.phone_number_id == phone_number_id, TipDelivery.due_at > now - LATELY)
    )
    return min(max(1, count or 0), MOST_BANDS)


def _day_words(day: date, language: str) -> str:
    return f"{format_date(day, 'EEEE', locale=language)}, {format_skeleton('MMMMd', day, locale=language)}"


def _today(school: School, now: datetime) -> date:
    return now.astimezone(school.zone).date()
