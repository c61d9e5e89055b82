"""Offering what a family wrote to its class: which classes, how its author would be named there, and both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.labels import Labels
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, hints_of, size_words
from app.dashboard.tips.idea_words import NAMELESS
from app.dashboard.tips.words import in_reader_language
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.inbox.inbox import Inbox
from app.inbox.queries import sight_of
from app.interpreting.queries import NOTHING, beside
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.language import known_language_of
from app.roster.section import Section
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.staff.permissions import may_arrange_tips
from app.tips.ideas.author import author_at, sections_of_family
from app.tips.ideas.offer import ForClass


@dataclass(frozen=True)
class IdeaSide:
    """The words in one language, with what their writer should know."""

    language: str
    name: str
    words: str
    put: str
    """What is kept, or was proposed."""
    size: str
    hints: list[str]
    made: str = ""
    """Where proposed words come from."""


@dataclass(frozen=True)
class ClassChoice:
    """A class that the idea may go to, and how its author would be named there."""

    id: int
    name: str
    credit: str
    warning: str


@dataclass(frozen=True)
class OfferView:
    """Everything on the page on which an idea is offered."""

    message_id: int
    thread_id: int
    said: str
    language: str | None
    classes: list[ClassChoice]
    sides: list[IdeaSide]


def classes_for(session: Session, staff: SignedIn, message: Message) -> dict[int, ForClass]:
    """By id, the classes that this person may offer a family's idea to: of the inbox or of the family's children."""
    sight = sight_of(session, staff.school, staff.person)
    inboxes = list(sight.inboxes.values())
    if may_arrange_tips(staff.person):
        inboxes = list(session.scalars(select(Inbox).where(Inbox.school_id == staff.school.id)))
    reached = {inbox.section_id: inbox.id for inbox in inboxes if inbox.section_id is not None}
    wanted = sections_of_family(session, staff.school, message.phone_number_id)
    inbox_id = session.scalars(select(Thread.inbox_id).where(Thread.id == message.thread_id)).one()
    wanted |= {section for section, inbox in reached.items() if inbox == inbox_id}
    sections = session.scalars(
        select(Section).where(Section.id.in_(wanted & reached.keys())).order_by(Section.name, Section.id)
    )
    return {section.id: ForClass(section, reached[section.id]) for section in sections}


def look_at_offer(
    session: Session,
    staff: SignedIn,
    message: Message,
    price: Price,
    catalog: Catalog,
    typed: Mapping[str, str],
) -> OfferView:
    """Raises Invalid where there is no class that the idea could go to."""
    classes = classes_for(session, staff, message)
    if not classes:
        raise Invalid(_l("This family is of none of your classes, so its idea can be offered to none."))
    known = beside(session, [message.id]).get(message.id, NOTHING)
    written = message.language or known_language_of(session, message.phone_number_id).language
    proposed, made = {written or staff.reader.language: message.body}, {}
    labels = Labels(staff.reader, {})
    for language, translation in known.translations.items():
        if language not in proposed and not translation.is_gist:
            proposed[language], made[language] = translation.body, labels.made(translation)
    return OfferView(
        message.id,
        message.thread_id,
        message.body,
        written,
        [_class(session, staff, message, one, catalog) for one in classes.values()],
        [
            side_of(staff, language, price, proposed.get(language, ""), typed, made=made.get(language, ""))
            for language in family_languages()
        ],
    )


def _class(
    session: Session, staff: SignedIn, message: Message, to: ForClass, catalog: Catalog
) -> ClassChoice:
    author = author_at(session, staff.school, message.phone_number_id, to.section.id, catalog=catalog)
    return ClassChoice(
        to.section.id,
        to.section.name,
        in_reader_language(staff.reader, dict(author.credit)),
        staff.reader.gettext(NAMELESS[author.nameless]) if author.nameless else "",
    )


def side_of(
    staff: SignedIn, language: str, price: Price, put: str, typed: Mapping[str, str], *, made: str = ""
) -> IdeaSide:
    words = typed.get(language, put)
    return IdeaSide(
        language=language,
        name=staff.reader.language_name(language),
        words=words,
        put=put,
        size=size_words(staff.reader, words, price),
        hints=list(hints_of(staff.reader, words, leaves=True)) if words.strip() else [],
        made=made,
    )
