"""Words that people have reviewed already: the phrase bank, the school's own phrases, and what colleagues approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from app.interpreting.names import Around
from app.interpreting.phrases import phrases_of_school
from app.interpreting.translation import Maker
from app.schools.school import School
from app.sms.phrase_bank import Phrase, PhraseBank, SlotKind
from app.sms.template import Template
from app.translation.locks import Lock, LockKind, Masked
from app.translation.memory import recall

_LOCK_OF = {
    SlotKind.CHILD: LockKind.NAME,
    SlotKind.NAME: LockKind.NAME,
    SlotKind.DATE: LockKind.DATE,
    SlotKind.TIME: LockKind.TIME,
    SlotKind.AMOUNT: LockKind.AMOUNT,
    SlotKind.NUMBER: LockKind.NUMBER,
}
_CAPITAL_WORD = r"[\p{Lu}\d][\p{L}\d.'&-]*"
_PLACE_NAME = regex.compile(rf"{_CAPITAL_WORD}(?: (?:{_CAPITAL_WORD}|of|the|de|la|del|los|las|y|and))*")
"""What may stand for a place: proper names and house numbers, never words that would need translating."""


@dataclass(frozen=True)
class KnownWords:
    """A wording that needs no engine and no check."""

    body: str
    maker: Maker


@dataclass(frozen=True)
class Trust:
    """The reviewed wordings that come with Puente, and the way to those of a school."""

    bank: PhraseBank

    def known_words(
        self,
        session: Session,
        school: School,
        text: str,
        around: Around,
        *,
        source_language: str,
        language: str,
    ) -> KnownWords | None:
        """The text in that language, whole or sentence by sentence; None unless every sentence of it is known."""
        masked = around.mask(text, source_language)
        phrases = (*phrases_of_school(session, school, self.bank), *self.bank.phrases)
        look = _Look(session, school, around, phrases, source_language, language)
        found = look.up(masked)
        sentences = masked.sentences()
        if found is not None or len(sentences) < 2:  # noqa: PLR2004 - one sentence is the whole text
            return found
        known = [look.up(sentence) for sentence in sentences]
        if any(words is None for words in known):
            return None
        words = [one for one in known if one is not None]
        is_all_phrases = all(one.maker is Maker.PHRASE for one in words)
        return KnownWords(
            "".join(one.body for one in words).strip(), Maker.PHRASE if is_all_phrases else Maker.MEMORY
        )


@dataclass(frozen=True)
class _Look:
    """Looking up texts of one school in one pair of languages."""

    session: Session
    school: School
    around: Around
    phrases: Sequence[Phrase]
    source_language: str
    language: str

    def up(self, masked: Masked) -> KnownWords | None:
        phrased = self._phrased(masked.text)
        if phrased is not None:
            return KnownWords(phrased, Maker.PHRASE)
        recalled = recall(self.session, self.school.id, masked, language=self.language)
        return KnownWords(recalled, Maker.MEMORY) if recalled is not None else None

    def _phrased(self, text: str) -> str | None:
        words = text.strip()
        for phrase in self.phrases:
            if not {self.source_language, self.language} <= set(phrase.wordings):
                continue
            match = _pattern(phrase.wordings[self.source_language]).fullmatch(words)
            if match is None:
                continue
            values = {
                slot: self._value(phrase.slots[slot].kind, typed) for slot, typed in match.groupdict().items()
            }
            filled = {slot: value for slot, value in values.items() if value is not None}
            if len(filled) == len(values):
                blanks = text[len(text.rstrip()) :]
                return phrase.wordings[self.language].fill(**filled) + blanks
        return None

    def _value(self, kind: SlotKind, typed: str) -> str | None:
        """What the slot says in the other language; None for words that it was not made for."""
        if kind is SlotKind.PLACE:
            return typed if _PLACE_NAME.fullmatch(typed) else None
        masked = self.around.mask(typed, self.source_language)
        parts = [part for part in masked.parts if not isinstance(part, str) or part.strip()]
        if len(parts) != 1 or not isinstance(parts[0], Lock) or parts[0].kind is not _LOCK_OF[kind]:
            return None
        return masked.restore(masked.for_engine, self.language)


@lru_cache(maxsize=4096)
def _pattern(wording: Template) -> "regex.Pattern[str]":
    """What matches the wording with anything in its slots, however it is spaced and capitalised."""
    seen: set[str] = set()

    def group(slot: str) -> str:
        if slot in seen:
            return rf"(?P={slot})"
        seen.add(slot)
        return rf"(?P<{slot}>.{{1,80}}?)"

    parts = regex.split(r"\{([a-z][a-z0-9_]*)\}", wording.text)
    literal = [r"\s+".join(map(regex.escape, regex.split(r"\s+", part))) for part in parts[::2]]
    slots = [*map(group, parts[1::2]), ""]
    return regex.compile("".join(a + b for a, b in zip(literal, slots, strict=True)), regex.IGNORECASE)
