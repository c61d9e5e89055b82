"""The tips that come with Puente: `message_templates/tips/`, read once. Pure.

Bands of grades, each with the weeks of a school year, each week with three texts that build on one another.
"""

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from app.sms.catalog import DEFAULT_DIRECTORY
from app.sms.keywords import CARRIER_KEYWORDS, read_keyword
from app.sms.languages import family_languages
from app.sms.template import Template
from app.sms.wording_check import problems_of_passage, problems_of_wording

TIPS = DEFAULT_DIRECTORY / "tips"
RESEARCH = Path(__file__).resolve().parents[2] / "docs" / "research.md"
WEEKS = 36
SLOTS = frozenset({"child"})
LONGEST_NAME = "Maximiliano"
BUDGET = {"en": 1}
BUDGET_ELSEWHERE = 2
"""Most languages say the same with more letters, and with letters that cost more."""
_MOST_QUESTIONS = 12
_SHORTEST_SENTENCE = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Step(StrEnum):
    """What a text of the week is for, in the order in which they are sent."""

    FACT = "fact"
    """Why it matters."""
    TIP = "tip"
    """Something to do in five minutes with nothing to buy."""
    GROWTH = "growth"
    """The next step, built on that very tip."""


@dataclass(frozen=True)
class ShippedTip:
    """One text of a week, worded by people in every language."""

    step: Step
    wordings: Mapping[str, Template]
    finding: str
    """A heading of `docs/research.md`."""

    @property
    def asks(self) -> bool:
        """Whether it ends with a question to the family, which only a growth step does."""
        return self.step is Step.GROWTH and any(_is_question(wording) for wording in self.wordings.values())


@dataclass(frozen=True)
class Week:
    """Three texts about one topic."""

    number: int
    skill: str
    topic: Mapping[str, str]
    tips: tuple[ShippedTip, ...]

    def problems(self, languages: Iterable[str], skills: Iterable[str]) -> Iterator[str]:
        if self.skill not in skills:
            yield f": nobody has named the skill {self.skill!r}"
        for language in languages:
            if not self.topic.get(language):
                yield f": has no topic in {language!r}"
        for tip in self.tips:
            for problem in _problems_of_tip(tip, languages):
                yield f", {tip.step}: {problem}"


@dataclass(frozen=True)
class Band:
    """A year of tips for children of some grades."""

    id: str
    title: Mapping[str, str]
    grades: frozenset[str]
    weeks: tuple[Week, ...]

    def problems(self, languages: Iterable[str], skills: Iterable[str]) -> Iterator[str]:
        """What keeps this band from being sent, in sentences for whoever edits it."""
        numbers = [week.number for week in self.weeks]
        if numbers != list(range(1, WEEKS + 1)):
            yield f"has the weeks {numbers}, and a year has 1 to {WEEKS}"
        tips = [tip for week in self.weeks for tip in week.tips]
        for language in languages:
            if not self.title.get(language):
                yield f"has no title in {language!r}"
            texts = [tip.wordings[language] for tip in tips if language in tip.wordings]
            for problem in problems_of_passage(texts, language):
                yield f"{language}: {problem}"
        for week in self.weeks:
            for problem in week.problems(languages, skills):
                yield f"week {week.number}{problem}"
        for words in _said_twice(tips):
            yield f"says more than once: {words}"
        asked = sum(tip.asks for tip in tips)
        if asked > _MOST_QUESTIONS:
            yield f"ends {asked} growth steps with a question, at most {_MOST_QUESTIONS}"


@dataclass(frozen=True)
class Curriculum:
    """All bands that come with Puente."""

    bands: tuple[Band, ...]
    skills: Mapping[str, Mapping[str, str]]
    """What the skills are called in each language."""

    @classmethod
    def load(cls, directory: Path = TIPS) -> Self:
        skills = _read(directory / "skills.toml")
        folders = sorted(path for path in directory.iterdir() if path.is_dir())
        return cls(tuple(_band(folder) for folder in folders), skills)

    def problems(self) -> list[str]:
        """One sentence for everything that is wrong in any file; empty when all may be sent."""
        languages = family_languages()
        found = [
            f"{band.id}: {problem}"
            for band in self.bands
            for problem in band.problems(languages, self.skills)
        ]
        graded = Counter(grade for band in self.bands for grade in band.grades)
        found += [f"{grade}: stands in {count} bands" for grade, count in graded.items() if count > 1]
        if RESEARCH.exists():  # the documents do not come with every installation
            found += self._problems_of_findings(RESEARCH.read_text(encoding="utf-8"))
        return found

    def _problems_of_findings(self, research: str) -> Iterator[str]:
        known = set(re.findall(r"^### (\S+)$", research, re.MULTILINE))
        for band in self.bands:
            for finding in sorted({tip.finding for week in band.weeks for tip in week.tips} - known):
                yield f"{band.id}: {finding!r} is no finding of docs/research.md"


def _problems_of_tip(tip: ShippedTip, languages: Iterable[str]) -> Iterator[str]:
    slots = {frozenset(wording.slots) for wording in tip.wordings.values()}
    if len(slots) > 1 or not slots <= {frozenset(), SLOTS}:
        yield f"fills {sorted(map(sorted, slots))}, and every language owes the same: nothing or {sorted(SLOTS)}"
        return
    if tip.asks and not all(_is_question(wording) for wording in tip.wordings.values()):
        yield "ends with a question in one language only"
    for language in languages:
        wording = tip.wordings.get(language)
        if wording is None:
            yield f"has no wording in {language!r}"
            continue
        longest = dict.fromkeys(wording.slots, LONGEST_NAME)
        budget = BUDGET.get(language, BUDGET_ELSEWHERE)
        for problem in problems_of_wording(wording, language, longest=longest, budget=budget):
            yield f"{language}: {problem}"
        for word in _drawn_answers(wording.text):
            yield f"{language}: its question may be answered with {word!r}, which means something to the carrier"


def _is_question(wording: Template) -> bool:
    return wording.text.rstrip().endswith("?")


def _drawn_answers(text: str) -> Iterator[str]:
    """Words of a closing question that a family may well answer with: "Is it tall (alto) or short?"."""
    last = _SENTENCE_END.split(text.strip())[-1]
    if last.endswith("?"):
        for word in re.findall(r"[^\W\d_]+", last):
            match = read_keyword(word)
            if match is not None and match.keyword in CARRIER_KEYWORDS:
                yield word


def _said_twice(tips: Iterable[ShippedTip]) -> Iterator[str]:
    sentences = Counter(
        sentence.casefold()
        for wording in itertools.chain.from_iterable(tip.wordings.values() for tip in tips)
        for sentence in _SENTENCE_END.split(wording.text.strip())
        if len(sentence.split()) >= _SHORTEST_SENTENCE
    )
    return (sentence for sentence, count in sentences.items() if count > 1)


def _band(folder: Path) -> Band:
    about = _read(folder / "band.toml")
    weeks = tuple(_week(path) for path in sorted(folder.glob("week_*.toml")))
    return Band(folder.name, about["title"], frozenset(about["grades"]), weeks)


def _week(path: Path) -> Week:
    content = _read(path)
    with _naming(path):
        tips = tuple(_tip(step, content.pop(step)) for step in Step)
        return Week(int(path.stem.removeprefix("week_")), tips=tips, **content)


def _tip(step: Step, texts: dict[str, str]) -> ShippedTip:
    finding = texts.pop("finding")
    return ShippedTip(step, {language: Template(text) for language, text in texts.items()}, finding)


def _read(path: Path) -> dict[str, Any]:
    with _naming(path):
        return tomllib.loads(path.read_text(encoding="utf-8"))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as wrong:
        wrong.add_note(f"while reading {path}")  # the parser's own words name a line but no file
        raise
