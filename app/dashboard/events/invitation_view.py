"""The invitation as each phone would get it, what that costs, and who would not get it and why."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.events.audience_view import Reach, reach_of_phones
from app.dashboard.events.guest_view import names_of_family
from app.dashboard.events.words import LEFT_OUT
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, size_words
from app.events.event import Event
from app.events.sending.wording import invitation_words
from app.roster.homes import Homes, homes_of_audience
from app.roster.queries import Family, families_of
from app.roster.student import Student
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.segments import measure

BETWEEN_LANGUAGES = "\n"
MOST_NAMED = 60


@dataclass(frozen=True)
class Bubble:
    """The invitation on the phones of one language."""

    language: str | None
    name: str
    families: int
    words: str
    size: str


@dataclass(frozen=True)
class NotSent:
    """Families that would not get it for one reason."""

    why: str
    count: int
    names: list[str]


@dataclass(frozen=True)
class InvitationView:
    """What would leave if it left now."""

    reach: Reach
    bubbles: list[Bubble]
    missing: list[str]
    """The languages in which something is not worded, by name."""
    not_sent: list[NotSent]
    segments: int
    cost: str


def look_at_invitation(
    session: Session, staff: SignedIn, event: Event, catalog: Catalog, price: Price
) -> InvitationView:
    """Nothing is planned or sent by looking."""
    reader = staff.reader
    homes = homes_of_audience(session, staff.school, event.audience)
    reach = reach_of_phones(session, staff.school, homes)
    children = _an_example(session, homes) if event.is_for_one_class else []
    said = invitation_words(event, event.dates, staff.school, catalog, children=children)
    bodies: dict[str | None, str] = {code: said[code] for code in family_languages() if code in said}
    if len(bodies) == len(family_languages()) and reach.by_language.get(None):
        bodies[None] = BETWEEN_LANGUAGES.join(said[code] for code in family_languages())
    every = reader.listed([reader.language_name(code) for code in family_languages()])
    bubbles = [
        Bubble(
            language,
            reader.language_name(language) if language else every,
            reach.by_language.get(language, 0),
            words,
            size_words(reader, words, price),
        )
        for language, words in bodies.items()
    ]
    segments = sum(measure(bubble.words).segments * bubble.families for bubble in bubbles)
    families = families_of(session, staff.school, {each.phone_number_id for each in reach.unreached})
    return InvitationView(
        reach=reach,
        bubbles=bubbles,
        missing=[reader.language_name(code) for code in event.missing],
        not_sent=[
            NotSent(
                reader.gettext(LEFT_OUT[reason]),
                count,
                sorted(
                    names_of_family(reader, families.get(each.phone_number_id, Family()))
                    for each in reach.unreached
                    if each.reason is reason
                )[:MOST_NAMED],
            )
            for reason, count in reach.reasons.most_common()
        ],
        segments=segments,
        cost=price.of_segments(segments),
    )


def _an_example(session: Session, homes: Homes) -> list[str]:
    """The first names of one family's children, since every family reads its own."""
    ids = next(filter(None, homes.values()), [])
    return list(session.scalars(select(Student.first_name).where(Student.id.in_(ids)).order_by(Student.id)))
