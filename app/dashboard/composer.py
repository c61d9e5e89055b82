"""What stands in the composer when a page is shown: a field for each language, and what is known of its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.dashboard.conversation import Conversation
from app.dashboard.parts import Parts
from app.dashboard.reader import Reader
from app.dashboard.said import MAKERS, NOTHING_SAID, PROBLEMS, Said, say, say_reading_back
from app.dashboard.session import SignedIn
from app.dashboard.text_size import SENTENCES as SIZE_SENTENCES
from app.dashboard.text_size import Price, alphabet, hints_of, size_words
from app.foundation.errors import Invalid
from app.foundation.i18n import _l, language_word
from app.inbox.inbox import Draft
from app.interpreting.drafting import Typed, find_proposal, find_reading_back
from app.interpreting.outgoing import BETWEEN_LANGUAGES
from app.interpreting.reviews import promised_by
from app.interpreting.translation import Maker
from app.interpreting.translation_request import Problem
from app.messages.text_to_send import clean_body
from app.messages.thread import Thread
from app.roster.language import KnownLanguage, known_language
from app.sms.phone_number import display

SENTENCES = {
    **SIZE_SENTENCES,
    "read": _l("Read first"),
    "waiting": _l("Being translated…"),
    "own": MAKERS[Maker.PERSON],
    "late": PROBLEMS[Problem.TOO_LATE],
    "hold": _l("One moment: the translation is still on its way. Read it, then send."),
    "translate": _l("Translate"),
    "again": _l("Translate again"),
    "offline": _l("Puente does not answer. Your words stay here."),
}
"""What the scripts say."""


@dataclass(frozen=True)
class Attempt:
    """What somebody wanted to write, and why it did not work."""

    texts: Mapping[str, str] | None = None
    """By language; None for what their draft holds."""
    complaint: str = ""
    note: str = ""
    writes_note: bool = False
    is_stuck: bool = False
    """A translation is missing: the other ways are to be seen at once."""


@dataclass(frozen=True)
class Field:
    """The words in one language."""

    language: str
    name: str
    """The language, in the reader's own."""
    words: str = ""
    put: str = ""
    """What was put there for the writer; as soon as the field holds something else, it is theirs."""
    said: Said = NOTHING_SAID
    reading_back: Said = NOTHING_SAID
    size: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composer:
    """The fields of one conversation, the writer's own language first."""

    fields: tuple[Field, ...] = ()
    why: str = ""
    """Why there are several languages, or this one."""
    leaving: tuple[str, ...] = ()
    """The languages that travel, in the order in which one text says them."""
    joint_size: str = ""
    complaint: str = ""
    note: str = ""
    writes_note: bool = False
    is_stuck: bool = False
    promised: str = ""
    """Until when a colleague looks at a translation."""
    price: Price | None = None
    sentences: Mapping[str, str] = field(default_factory=dict)

    @property
    def alphabet(self) -> str:
        return alphabet()

    @property
    def own(self) -> Field:
        return self.fields[0]

    @property
    def others(self) -> tuple[Field, ...]:
        return self.fields[1:]

    @property
    def is_joint(self) -> bool:
        """One text says it in several languages."""
        return len(self.leaving) > 1

    @property
    def may_leave_untranslated(self) -> bool:
        return bool(self.fields) and self.own.language not in self.leaving


def compose(
    session: Session, parts: Parts, staff: SignedIn, conversation: Conversation | None, attempt: Attempt
) -> Composer:
    """The fields for this family, filled with what was typed and with what is known to translate it."""
    if conversation is None or conversation.why_not:
        return Composer(complaint=attempt.complaint, note=attempt.note, writes_note=attempt.writes_note)
    shown, own = conversation.shown, staff.person.language
    known = known_language(shown.open.number, shown.family.guardians)
    leaving = known.texted_in
    typed = attempt.texts if attempt.texts is not None else draft_texts(shown.open.draft, own)
    price = Price.of(parts.settings, staff.reader)
    others = [
        _field(session, parts, staff, shown.open.thread, typed, language, is_own_needed=own in leaving)
        for language in leaving
        if language != own
    ]
    written = Field(own, staff.reader.language_name(own), typed.get(own, ""))
    fields = tuple(
        _sized(each, staff.reader, price, leaves=each.language in leaving) for each in (written, *others)
    )
    problems = any(each.said.state == "problem" and not each.words for each in others)
    said = {each.language: each.words for each in fields if each.words.strip()}
    joint = BETWEEN_LANGUAGES.join(said[language] for language in leaving if language in said)
    return Composer(
        fields=fields,
        why=_why(staff, conversation, known),
        leaving=leaving,
        joint_size=size_words(staff.reader, joint, price) if len(leaving) > 1 else "",
        complaint=attempt.complaint,
        note=attempt.note,
        writes_note=attempt.writes_note,
        is_stuck=attempt.is_stuck or problems,
        promised=_promised(staff) if others else "",
        price=price,
        sentences={name: staff.reader.gettext(sentence) for name, sentence in SENTENCES.items()},
    )


def draft_texts(draft: Draft | None, own: str) -> dict[str, str]:
    """What somebody had typed, by language."""
    if draft is None:
        return {}
    return {**draft.translations, own: draft.body} if draft.body else dict(draft.translations)


def _field(
    session: Session,
    parts: Parts,
    staff: SignedIn,
    thread: Thread,
    typed: Mapping[str, str],
    language: str,
    *,
    is_own_needed: bool,
) -> Field:
    reader, own = staff.reader, staff.person.language
    shown = Field(language, reader.language_name(language), typed.get(language, ""))
    source, words = _clean(typed.get(own, "")), _clean(shown.words)
    if source:
        typed_source = Typed(staff.school, thread, source, own, language)
        proposal = find_proposal(session, typed_source, trust=parts.desk.trust)
        shown = _with_proposal(shown, say(reader, proposal, language) if proposal else NOTHING_SAID)
        if shown.said.state == "as_is" and is_own_needed:  # it is not: the other language is owed as well
            shown = replace(shown, said=NOTHING_SAID)
    if words and not shown.put and shown.said.state != "waiting":
        shown = replace(shown, said=Said("own", reader.gettext(MAKERS[Maker.PERSON])))
    back = words and find_reading_back(session, Typed(staff.school, thread, words, language, own))
    return replace(shown, reading_back=say_reading_back(reader, back)) if back else shown


def _with_proposal(shown: Field, said: Said) -> Field:
    """The words are put where nothing stands, and known again where they stand already."""
    if said.state == "ready" and (not shown.words.strip() or _is_same(said.body, shown.words)):
        return replace(
            shown, words=shown.words if shown.words.strip() else said.body, put=said.body, said=said
        )
    return replace(shown, said=replace(said, body=""))


def _sized(shown: Field, reader: Reader, price: Price, *, leaves: bool) -> Field:
    hints = tuple(hints_of(reader, shown.words, leaves=leaves))
    return replace(shown, size=size_words(reader, shown.words, price), hints=hints)


def _why(staff: SignedIn, conversation: Conversation, known: KnownLanguage) -> str:
    reader, shown = staff.reader, conversation.shown
    guardians = shown.family.guardians
    names = reader.listed([g.name for g in guardians]) or display(shown.open.number.e164, staff.school.region)
    if known.language is None:
        differ = bool(guardians) and all(g.language for g in guardians)
        sentence = (
            _l(
                "%(names)s share this phone and read different languages, so the text goes out in each of them."
            )
            if differ
            else _l("The language of %(names)s is not known yet, so the text goes out in every language.")
        )
        return reader.say(sentence, {"names": names})
    sentence = (
        _l("Texts to %(names)s are in %(language)s: confirmed by the family.")
        if known.is_confirmed
        else _l(
            "Texts to %(names)s are in %(language)s: so says the roster, the family has not confirmed it yet."
        )
    )
    return reader.say(sentence, {"names": names, "language": language_word(known.language, reader.language)})


def _promised(staff: SignedIn) -> str:
    school = staff.school
    moment: datetime = promised_by(school.texting_hours, school.review_hours, staff.now)
    return staff.reader.when(moment)


def _clean(words: str) -> str:
    """As the words would leave; nothing where they cannot."""
    try:
        return clean_body(words)
    except Invalid:
        return ""


def _is_same(one: str, other: str) -> bool:
    return one.split() == _clean(other).split()
