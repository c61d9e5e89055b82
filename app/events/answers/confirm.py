"""What is said back to a family that has answered: whole sentences, and how to take it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton
from babel.lists import format_list

from app.events.answers.rsvp import Outcome
from app.events.event import Event, EventDate
from app.events.guest import Rsvp, Seat
from app.events.reading.reply import Need
from app.events.sending.words import event_words
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.translation.region import in_region, plain

_HELPS_TO_COME = (Need.RIDE, Need.CHILDCARE, Need.INTERPRETER, Need.OTHER_TIME)


def confirmation(
    school: School,
    event: Event,
    outcome: Outcome,
    *,
    needs: Sequence[Need],
    has_question: bool,
    catalog: Catalog,
) -> dict[str, str]:
    """By language, what has been understood of an answer, with what would help a family that cannot come."""
    told = {}
    for language in family_languages():
        words = ""
        said = _Said(school, event, outcome, needs, has_question=has_question, language=language)
        for name, slots in said.sentences():
            template = catalog.wording(name, language)
            offered = {"words": words, **slots}
            words = template.fill(**{slot: offered[slot] for slot in template.slots})
        told[language] = words
    return told


_Sentence = tuple[str, dict[str, str]]
"""The name of a wording, and what is filled in; each is said after the ones before it."""


@dataclass(frozen=True)
class _Said:
    """What is to be said, sentence by sentence, in one language."""

    school: School
    event: Event
    outcome: Outcome
    needs: Sequence[Need]
    has_question: bool
    language: str

    def sentences(self) -> Iterator[_Sentence]:
        yield "event_reply_opening", {"school": self.school.name, "title": self._own(self.event.title)}
        yield from self._places()
        yield from self._absences()
        if self.needs:
            yield "event_reply_needs", {"needs": self._listed(self.needs)}
        if not self.outcome.seats and not self.outcome.is_somewhere:
            yield "event_reply_still_open", {}
        if self.has_question:
            yield "event_reply_question", {}
        if self.outcome.seats:
            yield "event_reply_change", {}

    def _places(self) -> Iterator[_Sentence]:
        if coming := self._with(Seat.COMING):
            yield "event_reply_coming", {"dates": self._days(coming)}
            seats = str(min(rsvp.people for _, rsvp in coming))
            if self.outcome.is_short:
                yield "event_reply_short", {"people": seats}
            elif self.outcome.people:
                yield "event_reply_people", {"people": seats}
            for dish in dict.fromkeys(rsvp.dish for _, rsvp in coming if rsvp.dish):
                yield "event_dish", {"dish": event_words().dish(dish, self.language)}
        if waiting := self._with(Seat.WAITING):
            yield "event_reply_waiting", {"dates": self._days(waiting)}
        if by_phone := self._with(Seat.BY_PHONE):
            how = self._own(self.event.phone_words) + "."
            yield "event_reply_by_phone", {"dates": self._days(by_phone), "how": how}

    def _absences(self) -> Iterator[_Sentence]:
        if maybe := self._with(Seat.MAYBE):
            yield "event_reply_maybe", {"dates": self._days(maybe)}
        if cannot := self._with(Seat.CANNOT):
            yield "event_reply_cannot", {"dates": self._days(cannot)}
            if not self.outcome.is_somewhere and not self.needs:
                yield from self._what_would_help()

    def _what_would_help(self) -> Iterator[_Sentence]:
        """Only what the school has offered: nobody is promised more."""
        offers = [need for need in _HELPS_TO_COME if need in self.event.offered]
        if offers:
            yield "event_reply_help", {"offers": self._listed(offers)}
        if self.event.may_join_by_phone:
            yield "event_reply_help_by_phone", {}
        elif not offers:
            yield "event_reply_help_somehow", {}

    def _with(self, seat: Seat) -> list[tuple[EventDate, Rsvp]]:
        return [(one, rsvp) for one, rsvp in self.outcome.seats if rsvp.seat is seat]

    def _days(self, seats: Sequence[tuple[EventDate, Rsvp]]) -> str:
        locale = in_region(self.language)
        days = [plain(format_skeleton("MMMMd", one.day(self.school), locale=locale)) for one, _ in seats]
        return plain(format_list(days, locale=locale))

    def _listed(self, needs: Sequence[Need]) -> str:
        return ", ".join(event_words().need(need, self.language) for need in needs)

    def _own(self, words: dict[str, str]) -> str:
        return words.get(self.language, "").strip().rstrip(".")
