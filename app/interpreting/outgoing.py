"""What a staff member's words become for a family that reads another language, and what may not leave unchecked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.foundation.errors import Invalid
from app.foundation.i18n import _l, language_word
from app.interpreting.important_words import ImportantTopic, important_topic
from app.interpreting.names import Around, names_around
from app.interpreting.requests import find_request
from app.interpreting.reviews import ask_before_sending
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Purpose
from app.interpreting.trust import Trust
from app.messages.message import Message
from app.messages.text_to_send import clean_body
from app.messages.thread import Thread
from app.roster.language import known_language_of
from app.schools.school import School
from app.sms.catalog import Catalog
from app.staff.staff_member import StaffMember
from app.translation.detect import language_of
from app.translation.locks import NOBODY

BETWEEN_LANGUAGES = "\n"
WORDS_THAT_TELL = 3
"""Fewer may well be the same in two languages."""


class How(StrEnum):
    """What its writer wants for a text that the family reads in another language."""

    TRANSLATED = "translated"
    CHECKED = "checked"
    """A colleague who reads both languages looks before it leaves, or translates it."""
    UNTRANSLATED = "untranslated"
    """It leaves as it is, and says so to the family in the family's language."""


class NotTranslated(Invalid):
    """The family reads a language in which there are no words yet; nothing falls back to English by itself."""


@dataclass(frozen=True)
class Wording:
    """A text in one language, and where its words come from."""

    language: str
    body: str
    maker: Maker
    made_by: int | None = None
    """Whoever wrote it, or changed what an engine had proposed."""
    engine: str | None = None
    is_checked: bool = True
    """False while nobody who reads both languages has seen it."""


@dataclass(frozen=True)
class Outgoing:
    """A text as it will leave, with what it says in every language."""

    body: str
    language: str | None
    """None where one text says it in several languages."""
    original: Wording
    translations: tuple[Wording, ...] = ()
    unchecked: tuple[str, ...] = ()
    """The languages in which a colleague must look before it leaves; empty when it may leave."""
    topic: ImportantTopic | None = None
    is_untranslated: bool = False


@dataclass(frozen=True)
class Desk:
    """What wording a text takes besides the database."""

    catalog: Catalog
    trust: Trust


def languages_for(session: Session, thread: Thread) -> tuple[str, ...]:
    """In which languages a text to this family must be: one, or every one while nobody knows."""
    return known_language_of(session, thread.phone_number_id).texted_in


def word_for_family(
    session: Session,
    school: School,
    thread: Thread,
    texts: Mapping[str, str],
    *,
    by: StaffMember,
    how: How,
    desk: Desk,
) -> Outgoing:
    """What will leave; `texts` holds, by language, what the fields of the composer hold.

    Raises NotTranslated where words are missing that nobody knows, unless `how` shows another way, and Invalid where
    there are no words at all, or none by which a colleague could check what must be checked.
    """
    written = {language: clean_body(text) for language, text in texts.items() if text.strip()}
    needed = languages_for(session, thread)
    original = _original(written, needed, by)
    others = [language for language in needed if language != original.language]
    if how is How.UNTRANSLATED and original.language not in needed:
        return _untranslated(school, original, needed, desk.catalog)
    around = names_around(session, thread) if others else Around(NOBODY)
    found: dict[str, Wording] = {}
    for language in others:
        wording = _wording(
            session,
            school,
            thread,
            original,
            language,
            written.get(language),
            around,
            by=by,
            trust=desk.trust,
        )
        if wording is not None:
            found[language] = wording
        elif how is not How.CHECKED:
            raise NotTranslated(
                _l("This family reads %(language)s, and there is no text in %(language)s yet."),
                language=language_word(language, by.language),
            )
    leaving = [
        found.get(language, original) for language in needed if language in {*found, original.language}
    ]
    topic = important_topic(session, school, (wording.body for wording in (original, *leaving)))
    unsure = [language for language in others if language not in found or not found[language].is_checked]
    asks = others if how is How.CHECKED else unsure if topic else []
    if original.language not in by.languages and (topic or how is How.CHECKED):
        _refuse_unread(original.language, by)
    return Outgoing(
        body=clean_body(BETWEEN_LANGUAGES.join(wording.body for wording in leaving) or original.body),
        language=needed[0] if len(needed) == 1 else None,
        original=original,
        translations=tuple(found.values()),
        unchecked=tuple(asks),
        topic=topic if asks and unsure else None,
    )


def keep_wordings(
    session: Session, school: School, message: Message, outgoing: Outgoing, *, by: StaffMember, now: datetime
) -> None:
    """What the text says in each language stands beside it, and colleagues have been asked where they must be."""
    message.is_untranslated = outgoing.is_untranslated
    if outgoing.original.language == outgoing.language and not outgoing.translations:
        message.translate_at = now  # a colleague may read another language than its writer and the family
    if outgoing.original.language != outgoing.language and not outgoing.is_untranslated:
        session.add(_row(message, outgoing.original, by, now))
    session.add_all(_row(message, wording, by, now) for wording in outgoing.translations)
    for language in outgoing.unchecked:
        proposal = next((w.body for w in outgoing.translations if w.language == language), "")
        ask_before_sending(
            session,
            school,
            message,
            (outgoing.original.language, outgoing.original.body),
            (language, proposal),
            topic=outgoing.topic,
            by=by,
            now=now,
        )
    session.flush()


def _original(written: Mapping[str, str], needed: tuple[str, ...], by: StaffMember) -> Wording:
    """The words that lead: those in the language of the writer's screens, else whatever was written."""
    if not written:
        raise Invalid(_l("Write something first."))
    language = by.language if by.language in written else next(iter(written))
    body = written[language]
    if all(_is_same(words, body) for words in written.values()):
        # Somebody who writes Spanish into the English field means it in Spanish.
        among = dict.fromkeys((language, *written, *needed, *sorted(by.languages)))
        language = language_of(body, among=[*among], hint=language) or language
    return Wording(language, body, Maker.AUTHOR, by.id)


def _wording(
    session: Session,
    school: School,
    thread: Thread,
    original: Wording,
    language: str,
    typed: str | None,
    around: Around,
    *,
    by: StaffMember,
    trust: Trust,
) -> Wording | None:
    """The words in one more language, with their maker; None when nobody has any."""
    if typed is not None and _is_same(typed, original.body) and not _may_be_in(language, original, around):
        typed = None  # the same words in both fields are no translation
    known = trust.known_words(
        session, school, original.body, around, source_language=original.language, language=language
    )
    if known is not None and (typed is None or _is_same(typed, known.body)):
        return Wording(language, known.body, known.maker)
    if typed is None:
        return None
    reads_both = by.languages.issuperset({original.language, language})
    draft = find_request(
        session,
        school,
        thread,
        original.body,
        purpose=Purpose.SEND,
        source_language=original.language,
        language=language,
    )
    if draft is not None and draft.result is not None:
        is_changed = not _is_same(typed, draft.result)
        if not (is_changed and reads_both):
            changed_by = by.id if is_changed else None
            return Wording(language, typed, Maker.ENGINE, changed_by, draft.engine, is_checked=reads_both)
    return Wording(language, typed, Maker.PERSON, by.id, is_checked=reads_both)


def _may_be_in(language: str, original: Wording, around: Around) -> bool:
    """Whether the words could be of that language too, as names, times and "OK" are of both."""
    parts = around.mask(original.body, original.language).parts
    words = " ".join(part for part in parts if isinstance(part, str))
    if sum(any(map(str.isalpha, word)) for word in words.split()) < WORDS_THAT_TELL:
        return True
    return language_of(words, among=(original.language, language), hint=language) == language


def _refuse_unread(language: str, by: StaffMember) -> None:
    """Whoever does not read a language has its words from somewhere, and nobody could say what they should say."""
    raise Invalid(
        _l("These words are in %(language)s and must be checked. Please write in %(own)s too what they say."),
        language=language_word(language, by.language),
        own=language_word(by.language, by.language),
    )


def _is_same(one: str, other: str) -> bool:
    return one.split() == clean_body(other).split()


def _untranslated(school: School, original: Wording, needed: tuple[str, ...], catalog: Catalog) -> Outgoing:
    spoken = needed[0] if len(needed) == 1 and catalog.speaks("not_translated", needed[0]) else None
    label = catalog.wording("not_translated", spoken)
    offered = {
        "school": school.name,
        "office_phone": school.office_phone,
        "language": language_word(original.language, spoken or original.language),
        "words": original.body,
    }
    body = label.fill(**{slot: offered[slot] for slot in label.slots})
    return Outgoing(clean_body(body), original.language, original, is_untranslated=True)


def _row(message: Message, wording: Wording, by: StaffMember, now: datetime) -> Translation:
    is_seen = wording.maker is Maker.ENGINE and wording.is_checked
    return Translation(
        school_id=message.school_id,
        message_id=message.id,
        language=wording.language,
        body=wording.body,
        maker=wording.maker,
        engine=wording.engine,
        made_by=wording.made_by,
        made_at=now,
        reviewed_by=by.id if is_seen else None,
        reviewed_at=now if is_seen else None,
    )
