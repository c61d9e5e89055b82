"""What a form or an address may hold, made safe for every database before any page sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator

from app.foundation.i18n import interface_languages
from app.sms.languages import family_languages

LARGEST_ID = 2**63 - 1
MOST_DIGITS = 18
"""Of a number that any database holds; of thousands of digits Python itself makes none."""


def storable(words: str) -> str:
    """NULs and lone surrogates cannot be kept as text, and nobody means them."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode()


@dataclass(frozen=True)
class Texts:
    """What the fields of a composer hold, by language."""

    typed: Mapping[str, str]
    put: Mapping[str, str]
    """What stood in a field before its writer touched it, if anything did."""
    put_for: Mapping[str, str]
    """The words that it was a translation of."""

    def fresh(self, own: str) -> dict[str, str]:
        """What may be sent or kept, the writer's own language first.

        Without the words that nobody typed, where those that they translate have changed since.
        """
        ours = self.typed.get(own, "")
        stale = {
            language
            for language, words in self.put.items()
            if language != own
            and _same(words, self.typed.get(language, ""))
            and not _same(self.put_for.get(language, ""), ours)
        }
        others = {language: words for language, words in self.typed.items() if language not in {own, *stale}}
        return {own: ours, **others}


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


async def _texts(request: Request) -> Texts:
    """Read here because which fields there are depends on the languages; the form has been parsed already."""
    return Texts(await _held(request, "text"), await _held(request, "put"), await _held(request, "for"))


async def _topics(request: Request) -> dict[str, str]:
    """What a text is about, by language."""
    return await _held(request, "topic")


async def _held(request: Request, kind: str) -> dict[str, str]:
    form = await request.form()
    given = {language: form.get(f"{kind}_{language}") for language in written_languages()}
    return {language: storable(words) for language, words in given.items() if isinstance(words, str)}


async def _slots(request: Request) -> dict[str, str]:
    """What was picked for the slots of a phrase, by slot; which there are depends on the phrase."""
    form = await request.form()
    given = {name.removeprefix("slot_"): words for name, words in form.items() if name.startswith("slot_")}
    return {name: storable(words) for name, words in given.items() if isinstance(words, str)}


def whole_number(typed: str) -> int | None:
    """None for what is no number, or none that anybody means."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def written_languages() -> tuple[str, ...]:
    """Every language that a composer may have a field for."""
    return tuple(dict.fromkeys((*interface_languages(), *family_languages())))


def _id_or_none(value: object) -> object:
    """An id that cannot be one names nothing; an empty field is no id."""
    return whole_number(str(value)) or None


Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Name = Annotated[str, AfterValidator(storable), Path()]
MaybeId = Annotated[int | None, BeforeValidator(_id_or_none), Query()]
ChosenId = Annotated[int | None, BeforeValidator(_id_or_none), Form()]
Words = Annotated[str, AfterValidator(storable), Form()]
AskedWords = Annotated[str, AfterValidator(storable), Query()]
TextsHere = Annotated[Texts, Depends(_texts)]
TopicsHere = Annotated[dict[str, str], Depends(_topics)]
SlotsHere = Annotated[dict[str, str], Depends(_slots)]
