"""The languages that families are texted in: each is a folder of `locales/` with a file of its words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from app.foundation.i18n import LOCALES, SOURCE_LANGUAGE

Words = tuple[str, ...]


@dataclass(frozen=True)
class FamilyLanguage:
    """What a language brings along as data: the words by which its families ask and answer, as its file has them."""

    language: str
    file: Path
    stop: Words
    start: Words
    help: Words
    this_language: Words
    """What asks to be texted in this language; the first is the one that families are told to send."""
    this_language_when_asked: Words = ()
    """What chooses this language too, but only as an answer to the question which."""
    fewer: Words = ()
    """What asks for fewer of the weekly ideas; it acts only for phones that get them, as the next two do."""
    more: Words = ()
    pause: Words = ()
    change: Words = ()
    """What asks to answer an invitation anew; it acts only for phones that are invited to something."""
    join: Words = ()
    """What asks to be in a group whose word follows; the first is the one that a flyer tells."""
    leave: Words = ()
    """What asks to be in it no longer; the first is the one that families are told to send."""
    courtesy: Words = ()
    """What may stand beside a numbered answer and changes nothing about it."""
    thanks: Words = ()
    """What thanks: alone, or beside the words below, it needs nobody."""
    nods: Words = ()
    """What says no more than that a text was read; where something was asked, it may be a yes."""
    beside_thanks: Words = ()
    """What may stand beside these and is neither: greetings, and how teachers are called."""
    taps: Words = ()
    """What a phone writes before our own words in quotes when somebody has tapped on them in a friendly way."""
    taps_with_sign: Words = ()
    """The same around a sign: the "to" of 👍 to "See you at nine"."""
    before_a_choice: Words = ()
    """What leads up to the number or the word that chooses."""
    numbers: Words = ()
    """What the first numbers are called, from one."""
    goes_on: Words = ()
    """With what a text goes on after the number of a choice that has not counted anything: "because", "but"."""
    none_of_them: Words = ()
    """What takes none of the choices."""
    looks_like_stop: Words = ()
    """Regular expressions for sentences, as `keywords.normalise` leaves them, that may ask for no more texts."""

    @property
    def word_to_send(self) -> str:
        """The word that families are told to send for this language: "ESPAÑOL"."""
        return self.this_language[0].upper()


@cache
def family_languages(directory: Path = LOCALES) -> tuple[str, ...]:
    """English first, then the others by their tags: the order in which they are numbered wherever one is chosen."""
    return tuple(spoken.language for spoken in language_files(directory))


@cache
def language_files(directory: Path = LOCALES) -> tuple[FamilyLanguage, ...]:
    """What every family language brings along; raises ValueError for a file that cannot be used."""
    files = sorted(
        directory.glob("*/keywords.toml"), key=lambda file: (file.parent.name != SOURCE_LANGUAGE, file)
    )
    return tuple(_read(file) for file in files)


_NEEDED = ("stop", "start", "help", "this_language")
_KNOWN = {field.name for field in fields(FamilyLanguage)} - {"language", "file"}


def _read(file: Path) -> FamilyLanguage:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as wrong:
        wrong.add_note(f"while reading {file}")  # the parser's own words name a line but no file
        raise
    if problem := _problem(content):
        message = f"{file}: {problem}"
        raise ValueError(message)
    return FamilyLanguage(file.parent.name, file, **{name: tuple(words) for name, words in content.items()})


def _problem(content: Mapping[str, object]) -> str | None:
    if unknown := sorted(set(content) - _KNOWN):
        return f"nothing here is called {', '.join(unknown)}"
    if missing := [name for name in _NEEDED if not content.get(name)]:
        return f"says nothing for {', '.join(missing)}"
    for name, words in content.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            return f"{name} is not a list of words"
    return None
