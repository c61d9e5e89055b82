"""How many phones are texted in which language, and how the school knows."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Subquery, and_, case, func, literal, null, select
from sqlalchemy.orm import Session

from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.schools.school import School


class Source(StrEnum):
    """How the language of a phone is known."""

    CONFIRMED = "confirmed"
    """The family said so."""
    ROSTER = "roster"
    """The school's records say so, and nobody has contradicted."""
    DIFFER = "differ"
    """Two adults answer it who read different languages: it is texted in both."""
    UNKNOWN = "unknown"
    """Somebody answers it of whom nobody knows; it is texted in every language."""


@dataclass(frozen=True)
class Readers:
    """So many phones of guardians are texted in one language."""

    language: str | None
    source: Source
    phones: int


def readers_by_language(session: Session, school: School) -> list[Readers]:
    """The language of most phones first; those of strangers are not counted."""
    known = _known(school)
    rows = session.execute(
        select(known.c.language, known.c.source, func.count())
        .group_by(known.c.language, known.c.source)
        .order_by(func.count().desc(), known.c.language, known.c.source)
    )
    return [Readers(language, Source(source), phones) for language, source, phones in rows]


def phones_of_unknown_language(session: Session, school: School, *, limit: int) -> list[PhoneNumber]:
    """Those that are texted in every language because nobody knows, the newest first."""
    known = _known(school)
    return list(
        session.scalars(
            select(PhoneNumber)
            .join(known, known.c.id == PhoneNumber.id)
            .where(known.c.source == Source.UNKNOWN.value)
            .order_by(PhoneNumber.id.desc())
            .limit(limit)
        )
    )


def _known(school: School) -> Subquery:
    """By phone, what `language.known_language_of` would say of it, for all phones at once."""
    answered = (
        select(
            PhoneNumber.id,
            PhoneNumber.language.label("asked_for"),
            func.min(Guardian.language).label("first"),
            func.max(Guardian.language).label("last"),
            (func.count() == func.count(Guardian.language)).label("is_complete"),
            (func.count() == func.count(Guardian.language_confirmed_at)).label("is_confirmed"),
        )
        .join(GuardianPhone, GuardianPhone.phone_number_id == PhoneNumber.id)
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .where(PhoneNumber.school_id == school.id)
        .group_by(PhoneNumber.id, PhoneNumber.language)
        .subquery()
    )
    is_one = and_(answered.c.is_complete, answered.c.first == answered.c.last)
    language = case(
        (answered.c.asked_for.is_not(None), answered.c.asked_for), (is_one, answered.c.first), else_=null()
    )
    source = case(
        (answered.c.asked_for.is_not(None), literal(Source.CONFIRMED.value)),
        (and_(is_one, answered.c.is_confirmed), literal(Source.CONFIRMED.value)),
        (is_one, literal(Source.ROSTER.value)),
        (answered.c.is_complete, literal(Source.DIFFER.value)),
        else_=literal(Source.UNKNOWN.value),
    )
    return select(answered.c.id, language.label("language"), source.label("source")).subquery()
