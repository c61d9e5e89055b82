"""What a text says to its reader: the words they read first, and those that stand beneath.

A teacher has five minutes and reads downward, so a text begins with words that she understands; what was written is
one key away, right beneath. Only a gist never takes that place: it may have the wrong person collect the child, so
there the original leads and the gist stands under it, open. Whoever reads the language of the writer sees what was
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from app.dashboard.labels import NOT_READ, Labels
from app.dashboard.reader import Reader
from app.foundation.i18n import _l
from app.interpreting.queries import NOTHING, Beside
from app.interpreting.translation import Maker, Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.staff.staff_member import StaffMember

_TO_MANY = {MessageKind.BROADCAST, MessageKind.EMERGENCY}
ENGINE_TAKES = timedelta(minutes=2)
"""So long a reader is told to wait for the engine; then a colleague is offered instead."""


@dataclass(frozen=True)
class Beneath:
    """The same text in other words: what was written, what left, or a gist of it."""

    heading: str
    """Which words these are, and who made those that a translator made."""
    body: str
    language: str | None
    is_folded: bool = True
    correction: str = ""
    """What it should have said, where a colleague found out after it had left."""
    correction_label: str = ""
    correction_language: str | None = None


@dataclass(frozen=True)
class Reading:
    """One text in front of one reader."""

    body: str
    language: str | None
    is_translated: bool = False
    """Whether these are not the words that were written."""
    beneath: Beneath | None = None
    why: str = ""
    """Why there are no words in the reader's language, or why the family got none in its own."""
    doubts: str = ""
    """The language of the wording that the reader may call wrong, or ask a colleague for."""
    is_missing: bool = False
    """True where there is no wording yet that could be wrong."""
    asked: str = ""
    """That a colleague has been asked, and by when an answer is promised."""


@dataclass(frozen=True)
class Glasses:
    """Who reads: their languages, and the colleagues whom a label may name."""

    reader: Reader
    languages: frozenset[str]
    people: Mapping[int, StaffMember]

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.reader, self.people)

    def read(
        self, message: Message, beside: Beside = NOTHING, *, family_language: str | None = None
    ) -> Reading:
        """The text as this person reads it; `family_language` is what it is taken to be in while nobody has looked."""
        if not message.body:
            return Reading("", None)
        if message.direction is Direction.OUT:
            return self._to_family(message, beside)
        written = message.language
        if written is None:
            is_unseen = message.translate_at is not None and family_language not in {None, *self.languages}
            why = self.reader.gettext(_l("Not translated yet")) if is_unseen else ""
            return Reading(message.body, family_language, why=why)
        if written in self.languages:
            return self._understood(message, beside, written)
        return self._not_understood(message, beside, written)

    def _understood(self, message: Message, beside: Beside, written: str) -> Reading:
        """What was written, and for one who reads both languages what colleagues are shown of it."""
        for language in self.languages - {written}:
            translation = beside.translations.get(language)
            if translation is not None:
                colleagues = self.labels.named(_l("For colleagues, in %(language)s"), language)
                heading = f"{colleagues} · {self.labels.made(translation)}"
                beneath = Beneath(heading, translation.body, language)
                asked = self.labels.asked(beside, language)
                return Reading(message.body, written, beneath=beneath, doubts=language, asked=asked)
        return Reading(message.body, written)

    def _not_understood(self, message: Message, beside: Beside, written: str) -> Reading:
        mine = self.reader.language
        translation, asked = beside.translations.get(mine), self.labels.asked(beside, mine)
        if translation is None:
            return self._not_translated(message, beside, written, asked=asked)
        made = self.labels.made(translation)
        if translation.is_gist:
            gist = Beneath(made, translation.body, mine, is_folded=False)
            return Reading(message.body, written, beneath=gist, doubts=mine, asked=asked)
        original = self.labels.named(_l("Original in %(language)s"), written)
        return Reading(
            translation.body,
            mine,
            is_translated=True,
            beneath=Beneath(f"{made} · {original}", message.body, written),
            doubts=mine,
            asked=asked,
        )

    def _not_translated(self, message: Message, beside: Beside, written: str, *, asked: str) -> Reading:
        mine, why = self.reader.language, ""
        problem = beside.problems.get(mine)
        is_on_its_way = problem is None and mine in beside.waiting
        if problem is not None:
            why = self.reader.gettext(NOT_READ[problem])
        elif is_on_its_way:
            why = self.reader.gettext(_l("Not translated yet"))
        is_early = is_on_its_way and self.reader.now - message.created_at < ENGINE_TAKES
        doubts = "" if is_early else mine
        return Reading(message.body, written, why=why, doubts=doubts, is_missing=True, asked=asked)

    def _to_family(self, message: Message, beside: Beside) -> Reading:
        original, mine = beside.original, self.reader.language
        if message.is_untranslated:
            return Reading(message.body, message.language, why=self.labels.sent_as_it_was(message))
        if original is None:
            return self._in_one_language(message, beside)
        wording = _of_a_translator(message, beside)
        if wording is None:
            return Reading(original.body, original.language)
        doubts = "" if message.status is DeliveryStatus.DRAFT else wording.language
        asked = self.labels.asked(beside, doubts) if doubts else ""
        if mine != original.language and mine in {message.language, *beside.translations}:
            wrote = Beneath(self.labels.wrote(message), original.body, original.language)
            body = message.body if message.language else beside.translations[mine].body
            made = f"{self.labels.made(wording)} · {wrote.heading}"
            beneath = self._below(message, wording, made, wrote)
            return Reading(body, mine, is_translated=True, beneath=beneath, doubts=doubts, asked=asked)
        left = Beneath(self.labels.sent_in(message), message.body, message.language)
        beneath = self._below(message, wording, f"{left.heading} · {self.labels.made(wording)}", left)
        return Reading(original.body, original.language, beneath=beneath, doubts=doubts, asked=asked)

    def _below(self, message: Message, wording: Translation, heading: str, words: Beneath) -> Beneath:
        """Those words under their heading; with the correction, where one came too late for what left."""
        said = " ".join(message.body.split())
        if wording.maker is not Maker.PERSON or " ".join(wording.body.split()) in said:
            return Beneath(heading, words.body, words.language)
        label = self.labels.corrected(wording)
        return Beneath(
            words.heading,
            words.body,
            words.language,
            correction=wording.body,
            correction_label=label,
            correction_language=wording.language,
        )

    def _in_one_language(self, message: Message, beside: Beside) -> Reading:
        """What left as it was written; a colleague may have put it into the reader's language since."""
        mine, written = self.reader.language, message.language
        if written is None or written in self.languages:
            return Reading(message.body, written)
        translation, asked = beside.translations.get(mine), self.labels.asked(beside, mine)
        if message.author_id is None or message.kind in _TO_MANY:
            # Worded in every language by whoever worded it, so nobody need doubt it.
            if translation is None:
                return Reading(message.body, written)
            left = Beneath(self.labels.sent_in(message), message.body, written)
            return Reading(translation.body, mine, is_translated=True, beneath=left)
        if translation is None:
            return Reading(message.body, written, doubts=mine, is_missing=True, asked=asked)
        heading = f"{self.labels.made(translation)} · {self.labels.sent_in(message)}"
        beneath = Beneath(heading, message.body, written)
        return Reading(translation.body, mine, is_translated=True, beneath=beneath, doubts=mine, asked=asked)


def _of_a_translator(message: Message, beside: Beside) -> Translation | None:
    """The wording that the family reads, where it is not its writer's own."""
    translated = (t for t in beside.translations.values() if t.maker is not Maker.AUTHOR)
    return next((t for t in translated if message.language in {None, t.language}), None)
