"""Translations that wait for somebody who reads both languages, as a screen shows them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.labels import promise
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, size_words
from app.dashboard.words import TOPICS
from app.foundation.i18n import _l
from app.inbox.queries import Sight, those_in_sight
from app.inbox.translation_check import Check, checks_for, count_checks
from app.interpreting.translation_review import ReviewKind


@dataclass(frozen=True)
class Attempt:
    """What somebody decided about a translation, and why it did not work."""

    review_id: int
    complaint: str
    body: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CheckCard:
    """One translation to check: both wordings, what makes it matter, and what may be done."""

    id: int
    title: str
    about: str
    """What makes it important; empty for an everyday text."""
    asked: str
    promised: str
    is_late: bool
    is_before_sending: bool
    note: str
    note_label: str
    source_label: str
    source: str
    source_language: str
    label: str
    proposal: str
    language: str
    size: str
    """What the words take to send; empty where nothing will be sent."""
    approve: str
    approve_changed: str
    reason: str
    thread_id: int | None
    """None where the conversation is not this person's to see."""
    complaint: str = ""


@dataclass(frozen=True)
class Checks:
    """Everything that the checking page shows."""

    cards: list[CheckCard]
    lost: Attempt | None
    """Words about something that waits no longer."""


def checks_of(session: Session, staff: SignedIn) -> int | None:
    """How many translations wait for this person; None for one who reads a single language. For the top of a page."""
    if len(staff.person.languages) < 2:  # noqa: PLR2004 - two languages make a pair
        return None
    return count_checks(session, staff.school, staff.person)


def look_at_checks(
    session: Session, staff: SignedIn, sight: Sight, price: Price, attempt: Attempt | None
) -> Checks:
    checks = checks_for(session, staff.school, staff.person)
    seen = those_in_sight(session, sight, {check.review.thread_id for check in checks})
    cards = [_card(staff.reader, check, price, seen, attempt) for check in checks]
    is_there = attempt is not None and any(card.id == attempt.review_id for card in cards)
    return Checks(cards, None if is_there else attempt)


def _card(
    reader: Reader, check: Check, price: Price, seen: Collection[int], attempt: Attempt | None
) -> CheckCard:
    _, review = reader.gettext, check.review
    mine = attempt if attempt is not None and attempt.review_id == review.id else None
    is_before_sending = review.kind is ReviewKind.BEFORE_SENDING
    proposal = mine.body if mine and mine.body else review.proposal
    asked = {"who": check.asked_by.name, "when": reader.when(review.asked_at)}
    language = {"language": reader.language_word(review.language)}
    source_language = {"language": reader.language_word(review.source_language)}
    return CheckCard(
        id=review.id,
        title=_title(reader, check) % language,
        about=_("About %(topic)s") % {"topic": _(TOPICS[review.topic])} if review.topic else "",
        asked=_("%(who)s asked, %(when)s") % asked,
        promised=promise(reader, review),
        is_late=review.promised_at < reader.now,
        is_before_sending=is_before_sending,
        note=review.note,
        note_label=_("%(who)s says:") % asked,
        source_label=(
            _("What the family wrote, in %(language)s")
            if check.is_from_family
            else _("What %(who)s wrote, in %(language)s")
        )
        % (source_language | asked),
        source=review.source,
        source_language=review.source_language,
        label=_("In %(language)s") % language,
        proposal=proposal,
        language=review.language,
        size=size_words(reader, proposal, price) if is_before_sending else "",
        approve=_("It is right: send it") if is_before_sending else _("It is right"),
        approve_changed=_("Save and send") if is_before_sending else _("Save"),
        reason=mine.reason if mine else "",
        thread_id=review.thread_id if review.thread_id in seen else None,
        complaint=mine.complaint if mine else "",
    )


def _title(reader: Reader, check: Check) -> str:
    is_translated = bool(check.review.proposal)
    if check.review.kind is ReviewKind.BEFORE_SENDING:
        checked = _l("Waits for your check before it is sent")
        sentence = checked if is_translated else _l("Waits to be put into %(language)s before it is sent")
    else:
        doubted = _l("A reader finds the translation wrong")
        sentence = doubted if is_translated else _l("A reader asks for it in %(language)s")
    return reader.gettext(sentence)
