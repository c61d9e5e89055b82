"""The one list of words by which a phone acts. They act as the whole message, never inside one."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import regex  # type: ignore[import-untyped]

from app.sms.stop_phrases import asks_to_stop


class Keyword(StrEnum):
    """What a phone asks of us by one word."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A message that is a keyword. Its language is a hint only: a Spanish-speaking family knows STOP too."""

    keyword: Keyword
    language: str
    word: str


# A federal rule names stop, quit, end, revoke, opt out, cancel and unsubscribe (47 CFR 64.1200(a)(10)); the
# carriers ask for ALTO and AYUDA in Spanish. No word may stand in two languages. A bare "yes" or "sí" is
# missing on purpose: it answers something else far more often than it asks to be texted again.
_WORDS = {
    "en": {
        Keyword.STOP: "stop, stopall, s t o p, unsubscribe, end, quit, cancel, revoke, opt out, optout",
        Keyword.START: "start, unstop",
        Keyword.HELP: "help, info",
    },
    "es": {
        Keyword.STOP: "alto, alto por favor, parar, pare, baja, cancelar, detener, salir, borrar, no mas",
        Keyword.START: "iniciar, empezar, alta",
        Keyword.HELP: "ayuda",
    },
}
_MATCHES = {
    word: KeywordMatch(keyword, language, word)
    for language, keywords in _WORDS.items()
    for keyword, words in keywords.items()
    for word in words.split(", ")
}

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
    return _MATCHES.get(normalise(text))


def provider_acts_on(text: str) -> Keyword | None:
    """What the provider does with this message by itself: "stop " yes, "Stop." or "stop please" no."""
    return _PROVIDER_ACTIONS.get(text.strip().upper())


def looks_like_stop(text: str) -> bool:
    """Whether a reasonable person may read a wish for no more texts here: then sending waits for a person."""
    match = read_keyword(text)
    if match is not None:
        return match.keyword is Keyword.STOP
    return asks_to_stop(normalise(text), [normalise(sentence) for sentence in _SENTENCE_END.split(text)])


def is_carrier_word(word: str) -> bool:
    """Whether a word already means something to us or to the provider, so that no practice may use it."""
    plain = normalise(word)
    return plain in _MATCHES or plain.upper() in PROVIDER_DEFAULT_WORDS


def normalise(text: str) -> str:
    """The letters and digits alone: no accents, punctuation, emoji or capitals, one blank between words."""
    bare = _APOSTROPHE.sub("", text)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    return " ".join(_NEITHER_LETTER_NOR_DIGIT.sub(" ", _MARK.sub("", folded)).split())
