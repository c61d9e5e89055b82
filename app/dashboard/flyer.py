"""What every flyer needs: the number that families text, its words in each of their languages, and codes for phones."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import segno
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School
from app.sms.languages import family_languages
from app.sms.phone_number import display
from app.sms.template import Template


@dataclass(frozen=True)
class FlyerLine:
    """The line that families text."""

    e164: str
    number: str
    """As they would dial it."""


def flyer_line(session: Session, school: School) -> FlyerLine:
    """The first one that talks with families: which of them a family knows already, no paper can say."""
    e164 = session.scalars(
        select(PhoneLine.e164)
        .where(PhoneLine.school_id == school.id, PhoneLine.purpose == LinePurpose.CONVERSATIONS)
        .order_by(PhoneLine.id)
        .limit(1)
    ).one()
    return FlyerLine(e164, display(e164, school.region))


@dataclass(frozen=True)
class FlyerWords:
    """What stands on every flyer of a kind besides its own words: `flyer_words.toml` in a folder of the wordings."""

    words: Mapping[str, Mapping[str, str]]
    """By name and language."""

    @classmethod
    @cache
    def load(cls, directory: Path) -> Self:
        return cls(tomllib.loads((directory / "flyer_words.toml").read_text(encoding="utf-8"))["words"])

    def problems(self) -> list[str]:
        """What keeps a flyer from being printed as promised, in sentences for whoever edits it."""
        found = []
        for name, wordings in self.words.items():
            missing = [language for language in family_languages() if language not in wordings]
            found += [f"{name} has no wording in {language!r}" for language in missing]
            if len({frozenset(Template(words).slots) for words in wordings.values()}) > 1:
                found.append(f"{name} fills different slots in different languages")
        return found

    def say(self, language: str, school: School, **values: str) -> dict[str, str]:
        """By name, what it says in this language."""
        offered = {"school": school.name, "office_phone": school.office_phone, **values}
        templates = {name: Template(wordings[language]) for name, wordings in self.words.items()}
        return {
            name: template.fill(**{slot: offered[slot] for slot in template.slots})
            for name, template in templates.items()
        }


def draw_code(address: str, title: str) -> Markup:
    """A code that a phone's camera reads; it may be printed small, and a corner of it may be soiled."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", title=title)
    return Markup(drawing)  # noqa: S704 - drawn by a library that escapes the title; the rest is numbers
