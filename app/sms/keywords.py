"""The one list of words by which a phone acts. They act as the whole message, never inside one."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

import regex  # type: ignore[import-untyped]

from app.foundation.i18n import LOCALES
from app.sms.languages import FamilyLanguage, language_files
from app.sms.stop_phrases import asks_to_stop


class Keyword(StrEnum):
    """What a phone asks of us by one word."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    LANGUAGE = "language"
    """To be texted in the language that the word names."""
    FEWER = "fewer"
    """Of the weekly ideas, one fewer a week."""
    MORE = "more"
    PAUSE = "pause"
    """None of them for a while."""
    CHANGE = "change"
    """To answer an invitation anew."""
    JOIN = "join"
    """To be in the group whose word follows: JOIN ROBOTS."""
    LEAVE = "leave"
    """To be in it no longer."""


CARRIER_KEYWORDS = frozenset({Keyword.STOP, Keyword.START, Keyword.HELP})
"""What every phone may ask of every school, and what carriers know too."""


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A message that is a keyword.

    The language of `Keyword.LANGUAGE` is what is asked for. That of any other is a hint only: a Spanish-speaking family
    knows STOP too; and it is None where the word is one of several languages.
    """

    keyword: Keyword
    language: str | None
    word: str
    name: str = ""
    """What follows, of a keyword that is nothing without it: the "robots" of JOIN ROBOTS."""


_SENTENCE_END = regex.compile(r"[.,;:!?¡¿…\n]+")
_APOSTROPHE = regex.compile(r"['`\u00b4\u2018\u2019\u02bc]+")  # phones write "don't" in many ways
_MARK = regex.compile(r"[\p{M}\p{Cf}\u02bc]+")
_NEITHER_LETTER_NOR_DIGIT = regex.compile(r"[^\p{L}\p{N}]+")

# What the provider obeys by itself on long codes. Only its own START words lift a block that it has made.
_PROVIDER_WORDS = {
    Keyword.STOP: "STOP, STOPALL, UNSUBSCRIBE, END, QUIT, CANCEL, REVOKE, OPTOUT",
    Keyword.START: "START, UNSTOP, YES",
    Keyword.HELP: "HELP, INFO",
}
_PROVIDER_ACTIONS = {
    word: keyword for keyword, words in _PROVIDER_WORDS.items() for word in words.split(", ")
}
PROVIDER_DEFAULT_WORDS = frozenset(_PROVIDER_ACTIONS)


def read_keyword(text: str) -> KeywordMatch | None:
    """The keyword that this message is, however it is written: "¡Alto!", "opt-out", " stop 🙏 "."""
    return keyword_list().read(text)


def provider_acts_on(text: str) -> Keyword | None:
    """What the provider does with this message by itself: "stop " yes, "Stop." or "stop please" no."""
    return _PROVIDER_ACTIONS.get(text.strip().upper())


def looks_like_stop(text: str) -> bool:
    """Whether a reasonable person may read a wish for no more texts here: then sending waits for a person."""
    return keyword_list().looks_like_stop(text)


def is_carrier_word(word: str) -> bool:
    """Whether a word already means something to us or to the provider, so that no practice may use it."""
    return keyword_list().knows(word)


def is_courtesy(words: str) -> bool:
    """Whether words beside a numbered answer begin politely or are none: "por favor" yes, "of my kids are ill" no."""
    return keyword_list().begins_politely(words)


class KeywordList:
    """The words of every family language, and what each asks for."""

    def __init__(self, languages: Iterable[FamilyLanguage]) -> None:
        spoken = tuple(languages)
        self._matches = _matches(_words_of(language) for language in spoken)
        self._openings = _matches(_openings_of(language) for language in spoken)
        self._courtesy = tuple(f"{normalise(words)} " for language in spoken for words in language.courtesy)
        patterns = [pattern for language in spoken for pattern in language.looks_like_stop]
        self._stop_phrase = regex.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None

    def read(self, text: str) -> KeywordMatch | None:
        plain = normalise(text)
        return self._matches.get(plain) or self._read_named(plain)

    def _read_named(self, plain: str) -> KeywordMatch | None:
        """One that is followed by one more word, and perhaps a please: "unirme a robots por favor"."""
        for words in self._courtesy:
            plain = plain.removesuffix(f" {words.strip()}")
        opening, _, name = plain.rpartition(" ")
        match = self._openings.get(opening)
        return replace(match, name=name) if match and plain not in self._openings else None

    def looks_like_stop(self, text: str) -> bool:
        match = self._matches.get(normalise(text))
        if match is not None:
            return match.keyword is Keyword.STOP
        sentences = [normalise(sentence) for sentence in _SENTENCE_END.split(text)]
        if asks_to_stop(normalise(text), sentences):
            return True
        return self._stop_phrase is not None and any(map(self._stop_phrase.search, sentences))

    def knows(self, word: str) -> bool:
        plain = normalise(word)
        return plain in self._matches or plain.upper() in PROVIDER_DEFAULT_WORDS

    def begins_politely(self, words: str) -> bool:
        plain = normalise(words)
        return not plain or f"{plain} ".startswith(self._courtesy)


@cache
def keyword_list(directory: Path = LOCALES) -> KeywordList:
    """The list, read once; raises ValueError where the files cannot all be right."""
    return KeywordList(language_files(directory))


_Declared = Iterator[tuple[FamilyLanguage, Keyword, str]]
"""The words of one language, and what each asks for."""


def _matches(languages: Iterable[_Declared]) -> dict[str, KeywordMatch]:
    """What each word asks for. Raises ValueError for one that would ask for two things, or that is no word."""
    matches: dict[str, KeywordMatch] = {}
    declared_in: dict[str, Path] = {}
    for declared in languages:
        for spoken, keyword, written in declared:
            word = normalise(written)
            match = KeywordMatch(keyword, spoken.language, word)
            known = matches.setdefault(word, match)
            other = declared_in.setdefault(word, spoken.file)
            if not word:
                message = f"{written!r} in {spoken.file} has neither letters nor digits"
                raise ValueError(message)
            if known != match:
                if known.keyword is not keyword or keyword is Keyword.LANGUAGE:
                    message = (
                        f"{word!r} asks for {known.keyword} in {other} and for {keyword} in {spoken.file}"
                    )
                    raise ValueError(message)
                matches[word] = KeywordMatch(keyword, None, word)
    return matches


def _words_of(spoken: FamilyLanguage) -> _Declared:
    """Those that are a whole message."""
    for keyword, words in (
        (Keyword.STOP, spoken.stop),
        (Keyword.START, spoken.start),
        (Keyword.HELP, spoken.help),
        (Keyword.LANGUAGE, spoken.this_language),
        (Keyword.FEWER, spoken.fewer),
        (Keyword.MORE, spoken.more),
        (Keyword.PAUSE, spoken.pause),
        (Keyword.CHANGE, spoken.change),
    ):
        for word in words:
            yield spoken, keyword, word


def _openings_of(spoken: FamilyLanguage) -> _Declared:
    """Those that a name follows."""
    for keyword, words in ((Keyword.JOIN, spoken.join), (Keyword.LEAVE, spoken.leave)):
        for word in words:
            yield spoken, keyword, word


def normalise(text: str) -> str:
    """The letters and digits alone: no accents, punctuation, emoji or capitals, one blank between words."""
    bare = _APOSTROPHE.sub("", text)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    return " ".join(_NEITHER_LETTER_NOR_DIGIT.sub(" ", _MARK.sub("", folded)).split())
