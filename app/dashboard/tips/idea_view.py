"""Families' own ideas as pages show them: one by itself, and the list.

Whoever may open the conversation or the inbox of the class sees the idea, and the former also what else the family
wrote. A colleague who is only needed to approve a language sees the words that the class will read, and not whose they
are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price
from app.dashboard.tips.idea_offer_view import IdeaSide, side_of
from app.dashboard.tips.idea_words import ANSWERS, NAMELESS, standing_mark, why_not
from app.dashboard.tips.words import clock_words, in_reader_language
from app.dashboard.words import Tone
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.queries import sight_of, those_in_sight
from app.messages.message import Message
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.segments import measure
from app.staff.queries import colleagues
from app.tips.ideas.author import author_of, credit_of
from app.tips.ideas.consent import possible_answers
from app.tips.ideas.idea import Consent, FamilyIdea, IdeaStanding
from app.tips.ideas.offer import get_idea
from app.tips.ideas.queries import IdeaLine, idea_line, ideas_of
from app.tips.ideas.share import homes_of_class, usual_time
from app.tips.ideas.words import idea_bodies


@dataclass(frozen=True)
class KeptSide:
    """The words of an idea in one language: the field, what leaves, and who stands by it."""

    field: IdeaSide
    leaves_as: str
    """The whole text that a family will read."""
    segments: int
    approved: Mark
    may_approve: bool
    is_for_others: bool
    """It waits for an approval, and the reader does not read the language."""


@dataclass(frozen=True)
class PossibleAnswer:
    """What the family wrote since it was asked."""

    message_id: int
    words: str
    when: str


@dataclass(frozen=True)
class IdeaCard:
    """An idea in the list."""

    id: int
    words: str
    class_name: str
    when: str
    mark: Mark
    sent: int
    tried: int
    is_inside: bool


@dataclass(frozen=True)
class IdeaView:
    """Everything on the page of an idea."""

    card: IdeaCard
    thread_id: int | None
    """None for those who may not open it: of what was written there they see the idea alone."""
    said: str
    said_language: str | None
    offered: str
    asked: str
    answered: str
    released: str
    withdrawn: str
    warning: str
    sides: list[KeptSide]
    possible: list[PossibleAnswer]
    answers: list[tuple[str, str]]
    """What such a text may be read as."""
    homes: int
    usual: str
    why_not: list[tuple[str, int]]
    is_open: bool
    is_asked: bool
    is_ready: bool
    may_withdraw: bool


def get_seen_idea(session: Session, staff: SignedIn, idea_id: int, *, to_act: bool = False) -> IdeaLine:
    """Raises NotFound for one that the person may not see, or only approve where `to_act` asks for more."""
    line = idea_line(session, get_idea(session, staff.school, idea_id))
    if not (_is_inside(session, staff, [line]) or (not to_act and _needs(staff, line))):
        raise NotFound(_l("There is no such idea."))
    return line


def list_ideas(session: Session, staff: SignedIn) -> list[IdeaCard]:
    """Those that the person may see, the newest first."""
    lines = ideas_of(session, staff.school)
    inside = _is_inside(session, staff, lines)
    return [
        _card(staff.reader, line, is_inside=line.idea.id in inside)
        for line in lines
        if line.idea.id in inside or _needs(staff, line)
    ]


def look_at_idea(
    session: Session,
    staff: SignedIn,
    line: IdeaLine,
    price: Price,
    catalog: Catalog,
    typed: Mapping[str, str],
) -> IdeaView:
    reader, school, idea = staff.reader, staff.school, line.idea
    is_inside = bool(_is_inside(session, staff, [line]))
    people = _people(session, staff, idea)
    message = session.get_one(Message, idea.message_id)
    author, warns = author_of(session, school, idea, catalog=catalog), idea.is_open and is_inside
    credit = credit_of(session, school, idea, catalog=catalog) if idea.answer else idea.credit
    bodies = idea_bodies(idea.words, credit if is_inside else {}, catalog=catalog)
    question_in = session.get_one(Message, idea.question_message_id).thread_id
    opens = those_in_sight(session, sight_of(session, school, staff.person), {line.thread_id, question_in})
    possible = possible_answers(session, idea) if question_in in opens else []
    return IdeaView(
        card=_card(reader, line, is_inside=is_inside),
        thread_id=line.thread_id if line.thread_id in opens else None,
        said=message.body if is_inside else "",
        said_language=message.language,
        offered=_by(reader, _l("Offered by %(who)s, %(when)s"), people, idea.offered_by, idea.offered_at),
        asked=reader.when(idea.asked_at),
        answered=_answered(reader, idea, people),
        released=_by(reader, _l("Let go by %(who)s, %(when)s"), people, idea.released_by, idea.released_at),
        withdrawn=_by(
            reader, _l("Withdrawn by %(who)s, %(when)s"), people, idea.withdrawn_by, idea.withdrawn_at
        ),
        warning=reader.gettext(NAMELESS[author.nameless]) if warns and author.nameless else "",
        sides=[
            _side(staff, idea, language, price, typed, bodies.get(language, ""), people)
            for language in family_languages()
        ],
        possible=[PossibleAnswer(m.id, m.body, reader.when(m.created_at)) for m in possible],
        answers=[
            (consent.value, reader.gettext(words))
            for consent, words in ANSWERS.items()
            if idea.credit or consent is not Consent.WITH_NAME
        ],
        homes=len(homes_of_class(session, school, idea)) if idea.is_open else 0,
        usual=clock_words(usual_time(session, school, idea), reader),
        why_not=why_not(reader, line.left_out),
        is_open=idea.is_open,
        is_asked=line.standing is IdeaStanding.ASKED,
        is_ready=line.standing is IdeaStanding.READY,
        may_withdraw=idea.withdrawn_at is None
        and line.sent == line.waiting
        and line.standing is not IdeaStanding.REFUSED,
    )


def _is_inside(session: Session, staff: SignedIn, lines: Sequence[IdeaLine]) -> set[int]:
    """Which of the ideas the person sees whole."""
    sight = sight_of(session, staff.school, staff.person)
    threads = those_in_sight(session, sight, {line.thread_id for line in lines})
    return {
        line.idea.id
        for line in lines
        if line.thread_id in threads
        or line.idea.inbox_id in sight.inboxes
        or line.idea.offered_by == staff.person.id
    }


def _needs(staff: SignedIn, line: IdeaLine) -> bool:
    """Whether somebody is looked for who reads a language that this person reads."""
    return line.idea.is_open and bool(set(line.idea.for_colleagues) & staff.person.languages)


def _card(reader: Reader, line: IdeaLine, *, is_inside: bool) -> IdeaCard:
    idea = line.idea
    return IdeaCard(
        idea.id,
        in_reader_language(reader, idea.words),
        line.section.name,
        reader.when(idea.offered_at),
        standing_mark(reader, idea, line.standing),
        line.sent,
        line.tried if is_inside else 0,
        is_inside,
    )


def _side(
    staff: SignedIn,
    idea: FamilyIdea,
    language: str,
    price: Price,
    typed: Mapping[str, str],
    body: str,
    people: Mapping[int, str],
) -> KeptSide:
    waits = idea.is_open and language in idea.for_colleagues
    reads = language in staff.person.languages
    return KeptSide(
        side_of(staff, language, price, idea.words.get(language, ""), typed),
        body,
        measure(body).segments,
        _approved(staff.reader, idea, language, people),
        may_approve=waits and reads,
        is_for_others=waits and not reads,
    )


def _approved(reader: Reader, idea: FamilyIdea, language: str, people: Mapping[int, str]) -> Mark:
    if (who := idea.approved_by.get(language)) is not None:
        return Mark(reader.say(_l("Approved by %(who)s"), {"who": people.get(who, "")}), Tone.GOOD, "check")
    if language not in idea.unapproved:
        return Mark(reader.gettext(_l("The family itself agreed to these words")), Tone.GOOD, "check")
    if language in idea.for_colleagues:
        return Mark(reader.gettext(_l("Waits for somebody who reads it")), Tone.BAD, "stamp")
    return Mark(reader.gettext(_l("The family is asked about these words")), Tone.WAIT, "hourglass")


def _answered(reader: Reader, idea: FamilyIdea, people: Mapping[int, str]) -> str:
    if idea.answer is None or idea.answered_at is None:
        return ""
    values = {"answer": reader.gettext(ANSWERS[idea.answer]), "when": reader.when(idea.answered_at)}
    if idea.read_by is None:
        return reader.say(_l("%(answer)s (%(when)s)"), values)
    who = {"who": people.get(idea.read_by, "")}
    return reader.say(_l("%(answer)s, as %(who)s read its text (%(when)s)"), values | who)


def _by(
    reader: Reader, sentence: str, people: Mapping[int, str], who: int | None, when: datetime | None
) -> str:
    if who is None or when is None:
        return ""
    return reader.say(sentence, {"who": people.get(who, ""), "when": reader.when(when)})


def _people(session: Session, staff: SignedIn, idea: FamilyIdea) -> dict[int, str]:
    acted = {idea.offered_by, idea.read_by, idea.released_by, idea.withdrawn_by, *idea.approved_by.values()}
    found = colleagues(session, staff.school, {who for who in acted if who is not None})
    return {who: person.name for who, person in found.items()}
