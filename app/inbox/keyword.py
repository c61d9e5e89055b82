"""What a family's keyword does: stop, start again, help, another language; and what only looks like a stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentChannel, ConsentEvent
from app.consent.opt_out import OptOutSource
from app.consent.record import (
    Evidence,
    ask_a_person,
    carrier_blocked,
    carrier_unblocked,
    log,
    opt_in,
    opt_out,
)
from app.foundation.text import display_text
from app.gateway.port import CarrierOptOut, IncomingText
from app.inbox.language_choice import change_language
from app.interpreting.auto_replies import answer_with_wording
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.messages.outbox import suppress_waiting
from app.messages.thread import Thread
from app.schools.phone_line import KeywordReplies, PhoneLine
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import Keyword, KeywordMatch, provider_acts_on, read_keyword


@dataclass(frozen=True)
class ReadKeyword:
    """What a whole text asks for, and in which language, where its word tells."""

    keyword: Keyword
    language: str | None
    named: KeywordMatch | None = None
    """The word with what follows it, of a keyword that is nothing without that."""


@dataclass(frozen=True)
class ArrivedText:
    """A family's text that has its place already."""

    text: IncomingText
    thread: Thread
    message_id: int
    language: str | None
    line: PhoneLine
    named: KeywordMatch | None = None

    @property
    def evidence(self) -> Evidence:
        wording = display_text(self.text.body)
        return Evidence(
            ConsentChannel.TEXT, wording=wording, language=self.language, line_e164=self.text.line
        )


@dataclass(frozen=True)
class PracticeKeyword:
    """What a practice makes of a word of its own; handed in by the composition root."""

    concerns: Callable[[Session, int, datetime], bool]
    """Whether the phone (by id) has to do with the practice; the word is an ordinary text from all others."""
    act: Callable[[Session, Thread, str | None, datetime], None]
    """Told the thread and the language of the word, where that tells."""


@dataclass(frozen=True)
class NamedKeyword:
    """What a practice makes of a word of its own that a name follows, as in JOIN ROBOTS; handed in like the others."""

    concerns: Callable[[Session, int, int | None, str, datetime], bool]
    """Whether that name can be meant at this school (by id) and from this phone, which is None for a stranger's."""
    act: Callable[[Session, Thread, KeywordMatch, int, datetime], bool]
    """Told the thread, the words and the id of the message; True where a person must read the text as well."""


PracticeKeywords = Mapping[Keyword, PracticeKeyword | NamedKeyword]

_CARRIER_KEYWORDS = {
    CarrierOptOut.STOP: Keyword.STOP,
    CarrierOptOut.START: Keyword.START,
    CarrierOptOut.HELP: Keyword.HELP,
}


def keyword_of(text: IncomingText) -> ReadKeyword | None:
    """What the whole text asks for; how the provider has read it already counts before our own reading."""
    ours = read_keyword(text.body)
    if text.carrier_opt_out is not None:
        return ReadKeyword(_CARRIER_KEYWORDS[text.carrier_opt_out], ours.language if ours else None)
    return ReadKeyword(ours.keyword, ours.language, ours if ours.name else None) if ours else None


def act_on_keyword(
    session: Session,
    school: School,
    arrived: ArrivedText,
    keyword: Keyword,
    *,
    catalog: Catalog,
    practices: PracticeKeywords,
    now: datetime,
) -> bool:
    """What the keyword asks for holds from now on, and the family has been told unless the provider has told it.

    True where a person must read the text as well.
    """
    match keyword:
        case Keyword.STOP:
            _stop(session, school, arrived, catalog=catalog, now=now)
        case Keyword.START:
            _start(session, school, arrived, catalog=catalog, now=now)
        case Keyword.HELP:
            _help(session, school, arrived, catalog=catalog, now=now)
        case Keyword.LANGUAGE:
            _speak(session, school, arrived, catalog=catalog, now=now)
        case _:
            return _leave_to_practice(session, arrived, practices[keyword], now=now)
    return False


def _leave_to_practice(
    session: Session, arrived: ArrivedText, practice: PracticeKeyword | NamedKeyword, *, now: datetime
) -> bool:
    if isinstance(practice, NamedKeyword):
        assert arrived.named is not None  # noqa: S101 - such a keyword is not read without a name
        return practice.act(session, arrived.thread, arrived.named, arrived.message_id, now)
    practice.act(session, arrived.thread, arrived.language, now)
    return False


def pause_until_decided(session: Session, school: School, arrived: ArrivedText, *, now: datetime) -> None:
    """The text looks like a stop: nothing is sent to the number until a person has decided."""
    ask_a_person(
        session,
        school,
        arrived.text.sender,
        arrived.evidence,
        thread_id=arrived.thread.id,
        message_id=arrived.message_id,
        now=now,
    )


def close_the_loop(
    session: Session, school: School, phone_number_id: int, e164: str, *, now: datetime
) -> None:
    """After a stop nobody waits for an answer any more, and nothing that was on its way leaves."""
    suppress_waiting(session, school, e164, now=now)
    session.execute(
        update(Thread)
        .where(Thread.phone_number_id == phone_number_id)
        .values(waiting_since=None, version=Thread.version + 1, touched_at=now)
    )


def confirm_stop(
    session: Session,
    school: School,
    thread: Thread,
    e164: str,
    evidence: Evidence,
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The one text that may follow a stop is on its way, and the log says so unless the carrier blocks it."""
    confirmation = answer_with_wording(
        session,
        school,
        thread,
        "opt_out_confirmed",
        catalog=catalog,
        kind=MessageKind.OPT_OUT_CONFIRMATION,
        language=evidence.language,
        now=now,
    )
    if confirmation is not None and confirmation.status is DeliveryStatus.QUEUED:
        log(session, school, e164, ConsentEvent.CONFIRMATION_SENT, evidence, now=now)


def _stop(session: Session, school: School, arrived: ArrivedText, *, catalog: Catalog, now: datetime) -> None:
    e164, line = arrived.text.sender, arrived.line
    is_news = opt_out(session, school, e164, OptOutSource.KEYWORD, arrived.evidence, now=now)
    close_the_loop(session, school, arrived.thread.phone_number_id, e164, now=now)
    if _provider_obeyed(arrived, Keyword.STOP):
        carrier_blocked(session, line.id, e164, now=now)
    elif is_news:
        confirm_stop(session, school, arrived.thread, e164, arrived.evidence, catalog=catalog, now=now)


def _start(
    session: Session, school: School, arrived: ArrivedText, *, catalog: Catalog, now: datetime
) -> None:
    e164, line = arrived.text.sender, arrived.line
    was_opted_out = opt_in(session, school, e164, arrived.evidence, now=now)
    if _provider_obeyed(arrived, Keyword.START):
        carrier_unblocked(session, line.id, e164)
    elif was_opted_out:
        answer_with_wording(
            session,
            school,
            arrived.thread,
            "opt_in_confirmed",
            catalog=catalog,
            language=arrived.language,
            now=now,
        )


def _help(session: Session, school: School, arrived: ArrivedText, *, catalog: Catalog, now: datetime) -> None:
    """The provider's stock answer names no school, so ours follows it unless the provider's was made for us."""
    log(session, school, arrived.text.sender, ConsentEvent.ASKED_FOR_HELP, arrived.evidence, now=now)
    if arrived.text.carrier_opt_out is None:
        answer_with_wording(
            session, school, arrived.thread, "help", catalog=catalog, language=arrived.language, now=now
        )


def _speak(
    session: Session, school: School, arrived: ArrivedText, *, catalog: Catalog, now: datetime
) -> None:
    """It is kept for a number that wants no texts too; only the answer is then not sent."""
    if arrived.language is not None:
        change_language(
            session,
            school,
            arrived.thread,
            arrived.language,
            message_id=arrived.message_id,
            catalog=catalog,
            now=now,
        )


def _provider_obeyed(arrived: ArrivedText, keyword: Keyword) -> bool:
    """True when the provider has acted on the word itself, and so has answered it."""
    if arrived.text.carrier_opt_out is not None:
        return True
    handled_there = arrived.line.keyword_replies is not KeywordReplies.OURS
    return handled_there and provider_acts_on(arrived.text.body) is keyword
