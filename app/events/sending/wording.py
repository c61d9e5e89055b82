"""What one phone reads of an event: every kind of text, in each language in which all of it is worded. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from babel.dates import format_skeleton

from app.events.event import Event, EventDate, Words
from app.events.guest import Dish, Seat
from app.events.mailing import EventTextKind
from app.events.sending.words import event_words
from app.interpreting.slot_words import date_words
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.listed_names import all_of_names
from app.translation.clock_times import Clock, WrittenTime
from app.translation.region import in_region, plain

_DOUBLED_END = re.compile(r"(?<!\.)([.!?])\.(?!\.)")
"""Where a sentence of ours ends in "p.m." or in a title with its own mark."""
_BLANKS = re.compile(r" {2,}| (?=\n|$)")
_ENOUGH_TO_SKIP_ONE = 3


@dataclass(frozen=True)
class Telling:
    """What a text is about, and what of the family it must know."""

    event: Event
    dates: Sequence[EventDate]
    """Those it speaks of, in order; where it asks, their places in this row are the numbers to answer with."""
    children: Sequence[str] = ()
    """By first name, where the event is theirs and not everybody's."""
    words: Words = field(default_factory=dict)
    """What the organiser, or the owner of a need, says in it."""
    seat: Seat | None = None
    dish: Dish | None = None

    def is_worded(self, language: str) -> bool:
        said = [self.words, *(date.place for date in self.dates)]
        return language not in self.event.missing and all(
            words.get(language, "").strip() for words in said if any(words.values())
        )


def invitation_words(
    event: Event,
    dates: Sequence[EventDate],
    school: School,
    catalog: Catalog,
    *,
    children: Sequence[str] = (),
) -> dict[str, str]:
    """By language, the invitation as a family reads it; a language in which something is missing has none."""
    return bodies(EventTextKind.INVITATION, Telling(event, dates, children), school, catalog)


def bodies(kind: EventTextKind, telling: Telling, school: School, catalog: Catalog) -> dict[str, str]:
    """By language, the text of this kind; a language in which something of it is not worded has none."""
    return {
        language: _tidy(_Words(telling, school, catalog, language).of(kind))
        for language in family_languages()
        if telling.is_worded(language)
    }


def asks(kind: EventTextKind, seat: Seat | None) -> bool:
    """Whether a text of this kind puts the question to a family that stands so with its date."""
    if kind is EventTextKind.REMINDER:
        return seat is Seat.MAYBE
    return kind in {EventTextKind.INVITATION, EventTextKind.SECOND_ASK, EventTextKind.NEXT_DATE}


def _tidy(text: str) -> str:
    return _BLANKS.sub(
        lambda blanks: " " if len(blanks[0]) > 1 else "", _DOUBLED_END.sub(r"\1", text)
    ).strip()


@dataclass(frozen=True)
class _Words:
    """One telling in one language."""

    telling: Telling
    school: School
    catalog: Catalog
    language: str

    def of(self, kind: EventTextKind) -> str:
        said: Mapping[EventTextKind, Callable[[], str]] = {
            EventTextKind.INVITATION: self._invitation,
            EventTextKind.SECOND_ASK: partial(self._question, "event_second_ask"),
            EventTextKind.NEXT_DATE: partial(self._question, "event_next_date"),
            EventTextKind.REMINDER: self._reminder,
            EventTextKind.MORNING: self._morning,
            EventTextKind.CHANGE: self._change,
            EventTextKind.CALLED_OFF: self._called_off,
            EventTextKind.THANKS: self._thanks,
            EventTextKind.PLACE_FREE: partial(self._fill, "event_place_free"),
            EventTextKind.NEED_MET: partial(self._need, "event_need_met"),
            EventTextKind.NEED_NOT_MET: partial(self._need, "event_need_not_met"),
        }
        return said[kind]()

    def _invitation(self) -> str:
        return self._ask(f"{self._greeting()} {self._own(self.telling.event.about)}")

    def _question(self, name: str) -> str:
        return self._ask(f"{self._fill(name)} {self._said}")

    def _change(self) -> str:
        return f"{self._fill('event_change', details=self._list())} {self._said}"

    def _called_off(self) -> str:
        return f"{self._fill('event_called_off', title=self._dated_title)} {self._said}"

    def _need(self, name: str) -> str:
        """In the words of whoever sees to it, or in ours where they wrote none."""
        return self._fill("event_need_words" if self._said else name, words=self._said)

    def _greeting(self) -> str:
        if not self.telling.children:
            return self._fill("event_invitation")
        names = all_of_names(self.language, self.telling.children)
        return self._fill("event_invitation_child", child=names)

    def _ask(self, words: str) -> str:
        """What helps in order to come, and how to answer."""
        event, dates = self.telling.event, self.telling.dates
        if event.offered:
            offers = ", ".join(event_words().need(need, self.language) for need in event.offered)
            words = self._fill("event_offers", words=words, offers=offers)
        name = "event_dates" if len(dates) > 1 else "event_choices"
        if event.may_join_by_phone:
            name += "_by_phone"
        example = "1,3" if len(dates) >= _ENOUGH_TO_SKIP_ONE else "1,2"
        return self._fill(name, words=words, dates=self._numbered(), example=example)

    def _reminder(self) -> str:
        if self.telling.seat is Seat.BY_PHONE:
            words = self._own(self.telling.event.phone_words)
            return f"{self._fill('event_reminder_by_phone', details=self._list(), words=words)} {self._said}"
        if self.telling.seat is Seat.MAYBE:
            return self._ask(f"{self._fill('event_reminder_maybe')} {self._said}")
        words = f"{self._fill('event_reminder')} {self._said}"
        if self.telling.event.is_potluck and self.telling.dish is not None:
            dish = event_words().dish(self.telling.dish, self.language)
            return self._fill("event_dish", words=words, dish=dish)
        return words

    def _morning(self) -> str:
        time = self._span(self.telling.dates[0])
        if self.telling.seat is Seat.BY_PHONE:
            words = self._own(self.telling.event.phone_words)
            return self._fill("event_morning_by_phone", details=time, words=words)
        return f"{self._fill('event_morning', details=f'{time}, {self._place(self.telling.dates[0])}')} {self._said}"

    def _thanks(self) -> str:
        thanks = f"{self._fill('event_thanks')} {self._said}"
        question = self._own(self.telling.event.question)
        return f"{thanks} {question}" if question else self._fill("event_question", words=thanks)

    def _fill(self, name: str, **slots: str) -> str:
        offered: Mapping[str, str] = {
            "school": self.school.name,
            "office_phone": self.school.office_phone,
            "title": self._title,
            "details": self._details(),
            **slots,
        }
        template = self.catalog.wording(name, self.language)
        return template.fill(**{slot: offered[slot] for slot in template.slots})

    @property
    def _said(self) -> str:
        return self._own(self.telling.words)

    @property
    def _title(self) -> str:
        return self._own(self.telling.event.title).rstrip(".")

    @property
    def _dated_title(self) -> str:
        """With its day, unless it is a whole series."""
        dates = self.telling.dates
        return f"{self._title}, {self._day(dates[0])}" if len(dates) == 1 else self._title

    def _own(self, words: Words) -> str:
        return words.get(self.language, "").strip()

    def _details(self) -> str:
        """When and where; of several dates what they share, since each stands with its number below."""
        dates = self.telling.dates
        if len(dates) == 1:
            return _capital(f"{self._day(dates[0])}, {self._span(dates[0])}, {self._place(dates[0])}")
        return _capital(", ".join(self._shared()) or self._days_from_to())

    def _list(self) -> str:
        """The same with every day of several; without the place for a family that joins by phone."""
        dates = self.telling.dates
        if len(dates) == 1:
            said = [self._day(dates[0]), self._span(dates[0])]
            places = [] if self.telling.seat is Seat.BY_PHONE else [self._place(dates[0])]
            return _capital(", ".join([*said, *places]))
        return _capital(", ".join(["; ".join(map(self._short, dates)), *self._shared()]))

    def _shared(self) -> list[str]:
        spans = {self._span(date) for date in self.telling.dates}
        places = {self._place(date) for date in self.telling.dates}
        return [words for found in (spans, places) if len(found) == 1 for words in found]

    def _days_from_to(self) -> str:
        dates = self.telling.dates
        return f"{self._short_day(dates[0])} - {self._short_day(dates[-1])}" if dates else ""

    def _numbered(self) -> str:
        return " ".join(f"{n}) {self._short(date)}" for n, date in enumerate(self.telling.dates, 1))

    def _short(self, date: EventDate) -> str:
        """The day, and what this date does not share with the others."""
        shared = self._shared()
        own = [words for words in (self._span(date), self._place(date)) if words not in shared]
        return ", ".join([self._short_day(date), *own])

    def _short_day(self, date: EventDate) -> str:
        day = date.day(self.school)
        return plain(str(format_skeleton("MMMEd", day, locale=in_region(self.language))))

    def _day(self, date: EventDate) -> str:
        day = date.day(self.school)
        return date_words(day, self.language, today=day)

    def _span(self, date: EventDate) -> str:
        start, end = (moment.astimezone(self.school.zone) for moment in (date.starts_at, date.ends_at))
        clocks = [Clock(m.hour * 60 + m.minute, f"{m.hour}:{m.minute:02}") for m in (start, end)]
        is_one_day = start.date() == end.date()
        return WrittenTime(clocks[0], clocks[1] if is_one_day else None).written(self.language)

    def _place(self, date: EventDate) -> str:
        return (self._own(date.place) or self._own(self.telling.event.place)).rstrip(".")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
