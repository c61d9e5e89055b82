"""A clause read word by word: which entries of the glossary it is made of, and which of their meanings is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.simulator.interpreter.glossary import Agreement, Glossary, Kind, Reading
from app.simulator.interpreter.tokens import Token
from app.simulator.interpreter.verbs import VerbForm

_NOUNISH = {Kind.DETERMINER, Kind.ADJECTIVE, Kind.STATE, Kind.NOUN}
_BEING = {"am", "is", "are", "was", "were", "been", "está", "están", "estoy", "estamos", "estaba"}


@dataclass
class Piece:
    """One entry of the glossary as it stands in a clause, or a word that the glossary does not have."""

    typed: str
    key: str
    gap: str
    reading: Reading | None
    is_possessive: bool = False
    """Whether it says whose the next thing is: "Ana's"."""

    is_moved: bool = False
    """Whether it stood before its verb."""

    @property
    def is_name(self) -> bool:
        """A word with a capital that nobody knows, or what stands for a name, a number or a time."""
        return self.reading is None and not self.typed[0].islower()

    @property
    def kind(self) -> Kind | None:
        return self.reading.kind if self.reading else None

    @property
    def target(self) -> str:
        """The words in the other language as the glossary has them; an unknown word stays as it was typed."""
        return self.cased(self.reading.target) if self.reading else self.typed

    @property
    def agreement(self) -> Agreement:
        return self.reading.agreement if self.reading else Agreement()

    def cased(self, words: str) -> str:
        """In the capitals of what was typed."""
        letters = self.typed.replace(" ", "")
        if len(letters) > 1 and letters.isupper():
            return words.upper()
        return words


def read_clause(tokens: Sequence[Token], glossary: Glossary, verbs_follow: frozenset[str]) -> list[Piece]:
    """The pieces, longest entries first. After the words of `verbs_follow` a word that may be a verb is one."""
    pieces: list[Piece] = []
    at = 0
    while at < len(tokens):
        taken, readings = _longest(tokens, at, glossary)
        words = tokens[at : at + taken]
        typed = "".join(token.word + token.gap for token in words[:-1]) + words[-1].word
        key = " ".join(token.key for token in words)
        is_possessive = False
        if not readings and key.endswith("'s"):
            typed, key, is_possessive = typed[:-2], key[:-2], True
            readings = glossary.find(key)
        reading = _choose(readings, pieces[-1] if pieces else None, verbs_follow)
        pieces.append(Piece(typed, key, words[-1].gap, reading, is_possessive))
        at += taken
    return pieces


def _longest(tokens: Sequence[Token], at: int, glossary: Glossary) -> tuple[int, list[Reading]]:
    most = min(glossary.most_words(tokens[at].key), len(tokens) - at)
    for taken in range(most, 0, -1):
        words = tokens[at : at + taken]
        key = " ".join(token.key for token in words)
        readings = glossary.find(key)
        if readings and not (at and taken == 1 and _is_name(words[0], key, glossary)):
            return taken, readings
    return 1, []


def _is_name(token: Token, key: str, glossary: Glossary) -> bool:
    """A capital letter within a sentence makes a name of a word: Rose, Leo."""
    return token.word[0].isupper() and not token.word.isupper() and key not in glossary.names


def _choose(
    readings: Sequence[Reading], before: Piece | None, verbs_follow: frozenset[str]
) -> Reading | None:
    """Which is meant: "I work" does something, "the work" is something."""
    if len(readings) < 2:  # noqa: PLR2004 - then there is nothing to choose
        return readings[0] if readings else None
    verb = next(one for one in readings if one.kind is Kind.VERB)
    other = next(one for one in readings if one.kind is not Kind.VERB)
    if before is None or before.key.rpartition(" ")[2] in verbs_follow:
        return verb
    if verb.verb_form is VerbForm.GERUND and before.key in _BEING:
        return verb
    if before.kind in _NOUNISH or before.is_possessive or before.kind is Kind.VERB:
        return other
    return verb if before.reading is None else other


def expanded(tokens: Sequence[Token], contractions: Mapping[str, str]) -> list[Token]:
    """The same with "don't" as two words."""
    found: list[Token] = []
    for token in tokens:
        *first, last = contractions.get(token.key, token.word).split()
        found += [Token(word, " ") for word in first]
        found.append(Token(last, token.gap))
    return found
