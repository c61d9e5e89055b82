"""A text cut into words and what stands between them, so that all of it can be put together again."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(
    r"https?://\S*[^\s.,!?)]"  # a link is one word and means the same in every language
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\{\w\}(?:'s)?"
    r"|\$?\d+(?:[.,:/-]\d+)*%?(?:st|nd|rd|th)?\b"
    r"|[^\W_]+(?:['\u2019][^\W_]+)*"
)
_END = re.compile(r"[.!?…]+[\"'\u201d\u2019)]*(?=\s|$)|\n")
_BREAK = re.compile(r"[,;:()\u2013\u2014¿¡]|\s-\s")
TITLES = frozenset({"ms", "mr", "mrs", "dr", "sr", "sra", "srta", "dra", "st"})


@dataclass(frozen=True)
class Token:
    """A word, and everything up to the next one."""

    word: str
    gap: str

    @cached_property
    def key(self) -> str:
        return self.word.lower().replace("\u2019", "'")

    @property
    def ends_sentence(self) -> bool:
        return _END.search(self.gap) is not None and not (self.gap[0] == "." and self.key in TITLES)

    @property
    def ends_clause(self) -> bool:
        return _BREAK.search(self.gap) is not None


@dataclass(frozen=True)
class Tokens:
    """A whole text."""

    lead: str
    """What stands before the first word."""
    tokens: list[Token]


def tokens_of(text: str) -> Tokens:
    words = list(_WORD.finditer(text))
    if not words:
        return Tokens(text, [])
    ends = [word.start() for word in words[1:]] + [len(text)]
    tokens = [Token(word.group(), text[word.end() : end]) for word, end in zip(words, ends, strict=True)]
    return Tokens(text[: words[0].start()], tokens)


def sentences_of(tokens: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        found[-1].append(token)
        if token.ends_sentence:
            found.append([])
    return [sentence for sentence in found if sentence]


def clauses_of(sentence: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in sentence:
        found[-1].append(token)
        if token.ends_clause:
            found.append([])
    return [clause for clause in found if clause]


def folded(words: str) -> str:
    """Without accents, which many leave out on a phone."""
    if words.isascii():
        return words
    apart = unicodedata.normalize("NFD", words)
    return "".join(character for character in apart if not unicodedata.combining(character))


def with_capital(words: str) -> str:
    """The same with its first letter large, past an opening mark."""
    for at, character in enumerate(words):
        if character.isalnum():
            return words[:at] + character.upper() + words[at + 1 :]
    return words
