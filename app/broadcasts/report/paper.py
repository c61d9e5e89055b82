"""What a family is told in other ways than by text: a letter that goes home, and words to read out on the phone."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from app.broadcasts.broadcast import Asks, Broadcast, Urgency
from app.broadcasts.recipient import LeftOut
from app.broadcasts.report.progress import Why
from app.broadcasts.sending.wording import Wordings
from app.gateway.port import FailureReason
from app.schools.school import School
from app.sms.catalog import DEFAULT_DIRECTORY, Catalog
from app.sms.languages import family_languages
from app.sms.listed_names import all_of_names
from app.sms.template import Template

WORDS_DIRECTORY = DEFAULT_DIRECTORY / "on_paper"
SLOTS = frozenset({"school", "office_phone", "children"})
NEEDS_ANOTHER_NUMBER = frozenset(
    {
        LeftOut.LANDLINE,
        LeftOut.OUT_OF_SERVICE,
        LeftOut.NO_NUMBER,
        FailureReason.LANDLINE,
        FailureReason.NUMBER_INVALID,
        FailureReason.NUMBER_OUT_OF_SERVICE,
    }
)


@dataclass(frozen=True)
class PaperWords:
    """What stands on every letter and is said in every call besides an announcement's own words."""

    said: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By where it is said, what it says and the language."""

    @classmethod
    def load(cls, directory: Path = WORDS_DIRECTORY) -> Self:
        return cls(tomllib.loads((directory / "announcements.toml").read_text(encoding="utf-8")))

    def problems(self) -> list[str]:
        """One sentence for everything that keeps it from being said; empty when all may be."""
        return [
            f"announcements: {where}.{name} {problem}"
            for where, lines in self.said.items()
            for name, words in lines.items()
            for language in family_languages()
            for problem in _problems(words.get(language, ""), language)
        ]


def _problems(words: str, language: str) -> Iterator[str]:
    if not words.strip():
        yield f"has no words in {language!r}"
    elif unknown := sorted(set(Template(words).slots) - SLOTS):
        yield f"fills {unknown} in {language!r}, which nobody gives"


@dataclass(frozen=True)
class Spoken:
    """What is told in one language: before the announcement, the announcement itself, and after it."""

    language: str
    before: tuple[str, ...]
    words: str
    ask: str
    """What introduces the choices; empty where nothing is asked."""
    choices: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Teller:
    """An announcement as it is told family by family."""

    broadcast: Broadcast
    school: School
    catalog: Catalog

    @cached_property
    def _wordings(self) -> Wordings:
        return Wordings(_plain(self.broadcast), self.school, self.catalog)

    def letter(self, children: Sequence[str], why: Why | None, language: str | None) -> list[Spoken]:
        """A sheet for one family: in its language, or in every one where nobody knows which it reads."""
        return [self._letter(children, why, one) for one in ([language] if language else family_languages())]

    def script(self, children: Sequence[str], why: Why | None, language: str) -> Spoken:
        """What to say on the phone."""
        hello = "hello_family_of" if children else "hello"
        before = [self._say("call", hello, language, children)]
        if self.broadcast.is_drill:
            before.append(self._say("call", "drill", language))
        after = [self._say("call", "number", language)] if why in NEEDS_ANOTHER_NUMBER else []
        return self._spoken(
            language,
            children,
            before=before,
            ask=self._say("call", "answer", language),
            after=[*after, self._say("call", "goodbye", language)],
        )

    def _letter(self, children: Sequence[str], why: Why | None, language: str) -> Spoken:
        to = "to_family_of" if children else "to_family"
        before = [self._say("letter", to, language, children), self._say("letter", "why", language)]
        after = [self._say("letter", "drill", language)] if self.broadcast.is_drill else []
        if why in NEEDS_ANOTHER_NUMBER:
            after.append(self._say("letter", "number", language))
        return self._spoken(
            language,
            children,
            before=before,
            ask=self._say("letter", "answer", language),
            after=[*after, self._say("letter", "questions", language)],
        )

    def _spoken(
        self, language: str, children: Sequence[str], *, before: list[str], ask: str, after: list[str]
    ) -> Spoken:
        choices = tuple(str(one["words"].get(language, "")) for one in self.broadcast.choices)
        words = self._wordings.of(children, is_first=False)[language]
        asks = self.broadcast.asks is not Asks.NOTHING
        return Spoken(
            language, tuple(before), words, ask if asks else "", choices if asks else (), tuple(after)
        )

    def _say(self, where: str, name: str, language: str, children: Sequence[str] = ()) -> str:
        template = Template(paper_words().said[where][name][language])
        values = {
            "school": self.school.name,
            "office_phone": self.school.office_phone,
            "children": all_of_names(language, children),
        }
        return template.fill(**{slot: values[slot] for slot in template.slots})


def _plain(broadcast: Broadcast) -> Broadcast:
    """Its words alone: how to answer by text helps nobody whom no text reaches. It is of no session."""
    return Broadcast(
        words=broadcast.words, urgency=Urgency.ORDINARY, is_drill=False, asks=Asks.NOTHING, choices=[]
    )


@cache
def paper_words() -> PaperWords:
    """Those that are shipped, read once."""
    return PaperWords.load()
