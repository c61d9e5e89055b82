"""Which language a phone is texted in: what it asked for itself, else what is known of those who answer it.

Nothing here guesses: a name, an area code or the language of a text says nothing about what somebody likes to read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.sms.languages import family_languages


@dataclass(frozen=True)
class KnownLanguage:
    """What a phone is texted in, and whether the family itself has said so."""

    language: str | None
    """None while it is unknown, or where adults share the phone who differ."""
    is_confirmed: bool

    @property
    def texted_in(self) -> tuple[str, ...]:
        """In which languages a text to it must be: in every one where it has none, so that nobody is left out."""
        return (self.language,) if self.language else family_languages()

    @property
    def worded_in(self) -> str | None:
        """The one language of families that fits it; None where a text must speak every one."""
        return self.language if self.language in family_languages() else None


def known_language_of(session: Session, phone_number_id: int) -> KnownLanguage:
    """What is known of one phone; of a number that is not there, nothing."""
    rows: Sequence[tuple[str | None, str | None, datetime | None]] = session.execute(
        select(PhoneNumber.language, Guardian.language, Guardian.language_confirmed_at)
        .outerjoin(GuardianPhone, GuardianPhone.phone_number_id == PhoneNumber.id)
        .outerjoin(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .where(PhoneNumber.id == phone_number_id)
    ).all()
    asked_for = rows[0][0] if rows else None
    return _decide(asked_for, [(language, confirmed_at) for _, language, confirmed_at in rows])


def known_languages(session: Session, which: ColumnElement[bool]) -> dict[int, KnownLanguage]:
    """The same of all phone numbers for which `which` holds, by their ids, in one statement."""
    rows = session.execute(
        select(PhoneNumber.id, PhoneNumber.language, Guardian.language, Guardian.language_confirmed_at)
        .outerjoin(GuardianPhone, GuardianPhone.phone_number_id == PhoneNumber.id)
        .outerjoin(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .where(which)
    )
    asked_for: dict[int, str | None] = {}
    answerers: dict[int, list[tuple[str | None, datetime | None]]] = defaultdict(list)
    for phone, wish, language, confirmed_at in rows:
        asked_for[phone] = wish
        answerers[phone].append((language, confirmed_at))
    return {phone: _decide(wish, answerers[phone]) for phone, wish in asked_for.items()}


def known_language(number: PhoneNumber, guardians: Iterable[Guardian]) -> KnownLanguage:
    """The same of rows that are at hand: the number and everybody who answers it."""
    return _decide(number.language, [(g.language, g.language_confirmed_at) for g in guardians])


def confirm_language(session: Session, phone: PhoneNumber, language: str, *, now: datetime) -> None:
    """The phone has asked for this language. So has the guardian who answers it, if it is one alone.

    Where two share the phone, what one of them asked for is not taken for what the other reads elsewhere; and another
    guardian of the same child, on another phone, is never changed.
    """
    phone.language, phone.language_confirmed_at = language, now
    guardians = session.scalars(
        select(Guardian)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardian.id)
        .where(GuardianPhone.phone_number_id == phone.id)
    ).all()
    if len(guardians) == 1:
        guardians[0].language, guardians[0].language_confirmed_at = language, now


def mark_language_asked(session: Session, phone_number_id: int, *, now: datetime) -> bool:
    """The phone counts as asked; True for the one unit of work that is to ask it, however many try at once."""
    phone = cast("Table", PhoneNumber.__table__)
    marked = session.connection().execute(
        update(phone)
        .where(phone.c.id == phone_number_id, phone.c.language_asked_at.is_(None), phone.c.language.is_(None))
        .values(language_asked_at=now)
        .returning(phone.c.id)
    )
    return marked.scalar() is not None


def should_be_asked(phone: Table) -> ColumnElement[bool]:
    """Of a row of phone numbers: nobody knows what somebody reads who answers it, and it has never been asked.

    Two adults of whom each one's language is known are not asked, even where they differ: both are texted in both, and
    an answer would make one of them speak for the other.
    """
    answers, guardian = cast("Table", GuardianPhone.__table__), cast("Table", Guardian.__table__)
    somebody_is_unknown = (
        select(or_(func.count() == 0, func.count() > func.count(guardian.c.language)))
        .select_from(answers.join(guardian, guardian.c.id == answers.c.guardian_id))
        .where(answers.c.phone_number_id == phone.c.id)
        .scalar_subquery()
    )
    return and_(phone.c.language.is_(None), phone.c.language_asked_at.is_(None), somebody_is_unknown)


def _decide(asked_for: str | None, answerers: Sequence[tuple[str | None, datetime | None]]) -> KnownLanguage:
    if asked_for is not None:
        return KnownLanguage(asked_for, is_confirmed=True)
    languages = {language for language, _ in answerers}
    if len(languages) != 1 or None in languages:
        return KnownLanguage(None, is_confirmed=False)
    return KnownLanguage(languages.pop(), is_confirmed=all(confirmed for _, confirmed in answerers))
