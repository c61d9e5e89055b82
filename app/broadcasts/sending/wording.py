"""What one phone reads of a broadcast: its words with the children's names, in every language it is worded in. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.broadcasts.broadcast import Asks, Broadcast, Words
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.messages.text_to_send import clean_body
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.listed_names import all_of_names
from app.sms.template import Template
from app.sms.wording_check import carrier_words_offered

SLOTS = ("child", "school", "office_phone")
_ASKS, _DRILL, _EMERGENCY, _FIRST, _NO_CHILD = (
    f"broadcast_{name}" for name in ("asks", "drill", "emergency", "first", "no_child")
)
_BRACED = re.compile(r"\{\{|\}\}|\{(?P<slot>[^{}\n]*)\}")
"""What somebody may have meant for a slot; a brace that is meant as such is doubled."""
_LONGEST_NAMES = ("Maximiliano Alejandro", "Maria Guadalupe")


class Wordings:
    """A broadcast as the phones of one school read it; what reads the same is worded once.

    Raises KeyError where it lacks the words in a language.
    """

    _MOST_KEPT = 1000

    def __init__(self, broadcast: Broadcast, school: School, catalog: Catalog) -> None:
        self._broadcast, self._school, self._catalog = broadcast, school, catalog
        self._templates = {one: Template(broadcast.words[one].strip()) for one in family_languages()}
        self._names_children = any("child" in template.slots for template in self._templates.values())
        self._worded: dict[tuple[tuple[str, ...], bool], Mapping[str, str]] = {}

    def of(self, children: Sequence[str], *, is_first: bool) -> Mapping[str, str]:
        """By language, what a phone reads that hears of these children, by first name."""
        key = tuple(children) if self._names_children else (), is_first
        if key not in self._worded:
            if len(self._worded) >= self._MOST_KEPT:
                self._worded.clear()
            self._worded[key] = {one: self._say(one, key[0], is_first=is_first) for one in self._templates}
        return self._worded[key]

    def words_alone(self, children: Sequence[str]) -> Mapping[str, str]:
        """By language, the words without what only a text needs, as a call reads them out."""
        return {one: self._words(one, children) for one in self._templates}

    def _words(self, language: str, children: Sequence[str]) -> str:
        template = self._templates[language]
        said = template.fill(**{slot: self._value(slot, language, children) for slot in template.slots})
        return said[:1].upper() + said[1:] if _begins_with_child(template) else said

    def _say(self, language: str, children: Sequence[str], *, is_first: bool) -> str:
        broadcast, template = self._broadcast, self._templates[language]
        said = self._words(language, children)
        if broadcast.is_drill:
            return self._fill(_DRILL, language, words=said)
        if broadcast.is_emergency and "school" not in template.slots:
            said = self._fill(_EMERGENCY, language, words=said)
        if broadcast.asks is not Asks.NOTHING:
            said = self._fill(_ASKS, language, words=said, choices=numbered(broadcast.choices, language))
        return self._fill(_FIRST, language, words=said) if is_first else said

    def _value(self, slot: str, language: str, children: Sequence[str]) -> str:
        match slot:
            case "child":
                return all_of_names(language, children) or self._fill(_NO_CHILD, language)
            case "school":
                return self._school.name
            case "office_phone":
                return self._school.office_phone
        raise Invalid(_l("The wording has no place for: %(slots)s"), slots=slot)

    def _fill(self, name: str, language: str, **slots: str) -> str:
        template = self._catalog.wording(name, language)
        values = {"school": self._school.name, **slots}
        return template.fill(**{slot: values[slot] for slot in template.slots})


def bodies(
    broadcast: Broadcast,
    children: Sequence[str],
    school: School,
    catalog: Catalog,
    *,
    is_first: bool = False,
) -> Mapping[str, str]:
    """By language, the whole text for a phone that hears of these children, as it leaves."""
    return Wordings(broadcast, school, catalog).of(children, is_first=is_first)


def for_readers(texts: Mapping[str, str], language: str | None) -> str:
    """The one text, or all of them for a phone of which nobody knows what is read there."""
    return texts[language] if language else "\n".join(texts.values())


def numbered(choices: Sequence[Mapping[str, Words]], language: str) -> str:
    """The choices of a poll behind their numbers."""
    return " ".join(f"{number}) {one['words'][language].strip()}" for number, one in enumerate(choices, 1))


def missing_languages(broadcast: Broadcast) -> list[str]:
    """Those in which its words or one of its choices are not worded."""
    said = [broadcast.words, *(one["words"] for one in broadcast.choices)]
    return [one for one in family_languages() if not all(words.get(one, "").strip() for words in said)]


def check_words(broadcast: Broadcast, school: School, catalog: Catalog) -> None:
    """Raises Invalid where families could not be sent it: a language or slot is wrong, or a text is too long.

    So does a word offered as an answer that the carriers take for one of their own: it would stop all texts.
    """
    if missing_languages(broadcast):
        raise Invalid(_l("Please write it in every language."))
    for words in broadcast.words.values():
        _check_slots(words)
    for words in _all_words(broadcast):
        if offered := carrier_words_offered(words):
            raise Invalid(
                _l("Carriers act on the word %(word)s by themselves. Please offer another answer."),
                word=offered[0],
            )
    for choice in broadcast.choices:
        for words in choice["words"].values():
            if Template(words).slots:
                raise Invalid(_l("A choice reads the same for every family."))
    texts = Wordings(broadcast, school, catalog).of(_LONGEST_NAMES, is_first=True)
    for language in (*texts, None):
        clean_body(for_readers(texts, language))


def _check_slots(words: str) -> None:
    """Raises Invalid, and says which slots there are, for any other, however it is spelled ("{niño}")."""
    for token in _BRACED.finditer(words):
        if token["slot"] is not None and token["slot"] not in SLOTS:
            raise Invalid(
                _l(
                    "There is nothing to put in place of {%(slot)s}. These are filled in, in every language:"
                    " {child} (the children's first names), {school} (the school's name) and {office_phone}"
                    " (the office's number)."
                ),
                slot=token["slot"],
            )


def _all_words(broadcast: Broadcast) -> Iterator[str]:
    yield from broadcast.words.values()
    for number, choice in enumerate(broadcast.choices, 1):
        yield from (f"{number}) {words}" for words in choice["words"].values())


def _begins_with_child(template: Template) -> bool:
    return template.text.startswith("{child}")
