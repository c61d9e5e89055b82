"""The texts of an event that go, each worded for the phone that reads it; the others are left out for a reason."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from app.events.mailing import EventText, LeftOut
from app.events.sending.decide import Sendable, Surroundings, decide
from app.events.sending.wording import Telling, bodies
from app.foundation.logging import get_logger
from app.messages.text_to_send import clean_body
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages

log = get_logger(__name__)

FIRST = "event_first"

_Worded = dict[Hashable, Mapping[str, str]]
"""What has been worded in this batch, since most families read the same."""


@dataclass(frozen=True)
class Letter:
    """A text that goes, and its words in every language."""

    row: EventText
    what: Sendable
    language: str | None
    texts: Mapping[str, str]
    words: str
    """What this phone reads."""


def letters_of(around: Surroundings, rows: Sequence[EventText], catalog: Catalog) -> list[Letter]:
    """Those of the texts that go, decided one after the other; the rest is left out.

    One that cannot be worded, whatever the fault, is among the latter: it must not keep others waiting.
    """
    letters: list[Letter] = []
    worded: _Worded = {}
    for row in sorted(rows, key=lambda row: (row.phone_number_id, row.due_at, row.id)):
        try:
            verdict = decide(around, row)
            letter = None if isinstance(verdict, LeftOut) else _word(around, row, verdict, catalog, worded)
        except Exception:
            log.exception("event_text_not_worded", event_id=row.event_id, text_id=row.id)
            verdict, letter = LeftOut.FAULTY, None
        if letter is not None:
            around.has_sent(row)
            letters.append(letter)
        elif isinstance(verdict, LeftOut):
            row.leave_out(verdict, now=around.now)
    return letters


def _word(around: Surroundings, row: EventText, what: Sendable, catalog: Catalog, worded: _Worded) -> Letter:
    """Raises KeyError where it is not worded in the language that the phone reads."""
    words = row.words
    if not words and row.mailing_id is not None:
        words = around.mailings[row.mailing_id].words
    seat, dish = (what.rsvp.seat, what.rsvp.dish) if what.rsvp else (None, None)
    telling = Telling(what.event, what.dates, what.children, words, seat, dish)
    days = tuple(date.id for date in what.dates)
    said = tuple(sorted(words.items()))
    key = row.kind, what.event.id, days, tuple(what.children), said, seat, dish
    if key not in worded:
        worded[key] = bodies(row.kind, telling, around.recipients.school, catalog)
    texts = worded[key]
    if row.phone_number_id not in around.recipients.greeted:
        texts = _as_first(texts, around.recipients.school, catalog)
    language = around.recipients.language_of(row.phone_number_id)
    read = (language,) if language else family_languages()
    return Letter(row, what, language, texts, clean_body("\n".join(texts[one] for one in read)))


def _as_first(texts: Mapping[str, str], school: School, catalog: Catalog) -> dict[str, str]:
    """The same with how to get no more texts, which whoever is texted for the first time must be told."""
    return {
        language: catalog.wording(FIRST, language).fill(words=words, school=school.name)
        for language, words in texts.items()
    }
