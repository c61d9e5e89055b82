"""The ready wordings of emergencies, in every language of families: `message_templates/announcements/`, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.broadcasts.broadcast import Topic
from app.interpreting.slot_words import slot_words
from app.schools.school import School
from app.sms.catalog import DEFAULT_DIRECTORY
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, PhraseBank, SlotKind
from app.sms.template import Template

STARTERS = DEFAULT_DIRECTORY / "announcements"
TODAY = "today"
NO_MONEY = "USD"
"""None of them holds an amount."""
STAYING = ("child", "school", "office_phone")
"""Slots that stay in the words: they are filled for each family as its text is made."""


@dataclass(frozen=True)
class Starter:
    """One ready wording, with what is to be picked for it."""

    phrase: Phrase

    @property
    def id(self) -> str:
        return self.phrase.id

    @property
    def asked(self) -> dict[str, SlotKind]:
        """What somebody picks: a day, a time, a place."""
        return {name: slot.kind for name, slot in self.phrase.slots.items() if name not in (*STAYING, TODAY)}

    def words(self, typed: Mapping[str, str], *, today: date) -> dict[str, str]:
        """In every language, days and times as each writes them; raises Invalid for what cannot be meant."""
        return {language: self._in(language, typed, today) for language in family_languages()}

    def shown(self, language: str, school: School, *, today: date) -> Template:
        """As it will read, but for the places that are picked or filled for each family."""
        day = slot_words(SlotKind.DATE, today.isoformat(), language, currency=NO_MONEY, today=today)
        known = {TODAY: day, "school": school.name, "office_phone": school.office_phone}
        wording = self.phrase.wordings[language]
        values = {slot: known.get(slot, "{" + slot + "}") for slot in wording.slots}
        return Template(wording.fill(**values))

    def _in(self, language: str, typed: Mapping[str, str], today: date) -> str:
        wording = self.phrase.wordings[language]
        given = {**typed, TODAY: today.isoformat()}
        values = {
            slot: "{" + slot + "}" if slot in STAYING else self._slot(slot, given, language, today)
            for slot in wording.slots
        }
        return wording.fill(**values)

    def _slot(self, slot: str, given: Mapping[str, str], language: str, today: date) -> str:
        kind = self.phrase.slots[slot].kind
        return slot_words(kind, given.get(slot, ""), language, currency=NO_MONEY, today=today)


@cache
def _bank() -> PhraseBank:
    return PhraseBank.load(STARTERS)


def starters_about(topic: Topic) -> list[Starter]:
    return [Starter(phrase) for phrase in _bank().of_topic(topic.value)]


def drill_words() -> dict[str, str]:
    """What a drill says besides being one, by language."""
    (phrase,) = _bank().of_topic("drill")
    return {language: phrase.wordings[language].text for language in family_languages()}


def get_starter(starter_id: str) -> Starter:
    """Raises NotFound."""
    return Starter(_bank().get(starter_id))
