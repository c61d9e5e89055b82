"""An event as staff fill it in: what each field may be, and what is said of one that cannot be meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise

from babel import Locale

from app.events.event import Words
from app.events.planning.wall_clock import begin_of, end_of
from app.events.reading.reply import Need
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.roster.audience import Audience
from app.schools.school import School
from app.sms.encoding import with_plain_punctuation
from app.sms.languages import family_languages
from app.sms.wording_check import carrier_words_offered

MOST_DATES = 6
"""One reply answers them all, and a longer list is not read to its end."""
MOST_CAPACITY = 5000
MOST_NEEDS_DUE_DAYS = 14
LONGEST_TITLE = 60
LONGEST_PLACE = 80
LONGEST_SENTENCE = 160


@dataclass(frozen=True)
class DateForm:
    """One date of an event, by the school's clock."""

    day: date
    begins: time
    ends: time
    capacity: int | None = None
    """None where there is always room."""
    place: Words = field(default_factory=dict)
    """Where this date takes place, if not where the event does."""


@dataclass(frozen=True)
class EventForm:
    """What staff say of an event; words by language, those of a draft in the languages that are there already."""

    inbox_id: int
    title: Words
    place: Words
    audience: Audience
    dates: tuple[DateForm, ...]
    """In any order: they are numbered by when they begin."""
    about: Words = field(default_factory=dict)
    phone_words: Words = field(default_factory=dict)
    question: Words = field(default_factory=dict)
    offers: tuple[Need, ...] = ()
    is_potluck: bool = False
    needs_due_days: int = 2


@dataclass(frozen=True)
class ChangeForm:
    """What is different now, of one date or of the whole event; None and empty for what stays."""

    day: date | None = None
    begins: time | None = None
    ends: time | None = None
    place: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    """What the organiser says of it, in every language: of snow, of the other door."""

    @property
    def is_of_time(self) -> bool:
        return any(part is not None for part in (self.day, self.begins, self.ends))


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class CleanDate:
    """A date as it is stored."""

    span: Span
    capacity: int | None
    place: Words


@dataclass(frozen=True)
class CleanEvent:
    """The fields of an event as they are stored."""

    title: Words
    place: Words
    about: Words
    phone_words: Words
    question: Words
    offers: list[str]
    dates: list[CleanDate]
    """The earliest first."""


def clean_event(school: School, form: EventForm) -> CleanEvent:
    """Raises Invalid for what no event can be; a draft may lack a language."""
    title = clean_words(form.title, longest=LONGEST_TITLE)
    if not title:
        raise Invalid(_l("Please say what you invite to."))
    if not 0 <= form.needs_due_days <= MOST_NEEDS_DUE_DAYS:
        raise Invalid(
            _l("Needs are due between 0 and %(most)s days before the event."), most=MOST_NEEDS_DUE_DAYS
        )
    return CleanEvent(
        title=title,
        place=clean_words(form.place, longest=LONGEST_PLACE),
        about=clean_words(form.about, longest=LONGEST_SENTENCE),
        phone_words=clean_words(form.phone_words, longest=LONGEST_SENTENCE),
        question=clean_words(form.question, longest=LONGEST_SENTENCE),
        offers=[need.value for need in Need if need in form.offers],
        dates=_clean_dates(school, form.dates),
    )


def clean_words(words: Mapping[str, str], *, longest: int) -> Words:
    """By language, those that are there, as a phone shows them."""
    clean: Words = {}
    for language, typed in words.items():
        if language not in family_languages():
            raise Invalid(_l("Families are not texted in that language."))
        said = " ".join(with_plain_punctuation(display_text(typed)).split())
        if not said:
            continue
        if len(said) > longest:
            raise Invalid(
                _l("Please keep it to %(most)s characters: %(words)s"), most=longest, words=said[:30] + "…"
            )
        for word in carrier_words_offered(said):
            raise Invalid(
                _l("%(word)s means something to the phone company. Please use another word."), word=word
            )
        clean[language] = said
    return clean


def in_every_language(words: Words) -> Words:
    """The same words; raises Invalid when some are there and those of another language are missing."""
    missing = [language for language in family_languages() if language not in words]
    if words and missing:
        raise not_worded(missing)
    return words


def not_worded(missing: Iterable[str]) -> Invalid:
    """Each language is named by itself: whoever should word it reads that."""
    names = (Locale.parse(language).get_display_name() or language for language in missing)
    return Invalid(_l("Something is not worded yet in: %(languages)s."), languages=", ".join(names))


def span_of(school: School, day: date, begins: time, ends: time) -> Span:
    """Raises Invalid for times that are none on that day."""
    starts_at = begin_of(school, day, begins)
    return Span(starts_at, end_of(school, day, ends, begins_at=starts_at))


def _clean_dates(school: School, forms: Iterable[DateForm]) -> list[CleanDate]:
    dates = [_clean_date(school, form) for form in forms]
    if not 1 <= len(dates) <= MOST_DATES:
        raise Invalid(_l("An event has between 1 and %(most)s dates."), most=MOST_DATES)
    dates.sort(key=lambda one: one.span.starts_at)
    for earlier, later in pairwise(dates):
        if later.span.starts_at < earlier.span.ends_at:
            raise Invalid(_l("Two dates of an event cannot take place at once."))
    return dates


def _clean_date(school: School, form: DateForm) -> CleanDate:
    if form.capacity is not None and not 1 <= form.capacity <= MOST_CAPACITY:
        raise Invalid(_l("There is room for 1 to %(most)s people, or no limit."), most=MOST_CAPACITY)
    span = span_of(school, form.day, form.begins, form.ends)
    return CleanDate(span, form.capacity, clean_words(form.place, longest=LONGEST_PLACE))
