"""What the pretend engine knows of one direction: words, verbs, phrases and whole sentences, made for looking up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.simulator.interpreter.tokens import Token, folded, tokens_of
from app.simulator.interpreter.verbs import Verb, VerbForm

MOST_WORDS_IN_A_SLOT = 3


class Kind(Enum):
    """What a word does in its sentence."""

    WORD = auto()
    NOUN = auto()
    ADJECTIVE = auto()
    STATE = auto()
    """An adjective of the moment: Spanish says *está* before it and not *es*."""
    DETERMINER = auto()
    VERB = auto()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Gender and number, as Spanish words agree in them."""

    is_feminine: bool = False
    is_plural: bool = False

    def choose(self, forms: Sequence[str]) -> str:
        """The one of four forms (el, la, los, las) that fits."""
        return forms[2 * self.is_plural + self.is_feminine]


MASCULINE = Agreement()


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a word may mean in the other language."""

    kind: Kind
    target: str
    agreement: Agreement = MASCULINE
    """Of a noun: of the Spanish word, whichever side that is."""
    forms: tuple[str, ...] = ()
    """Of what agrees with a noun, in Spanish: masculine, feminine, and both again for more than one."""
    verb: Verb | None = None
    verb_form: VerbForm | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence or clause, with {slots} that a name, a number or a time may fill."""

    words: tuple[str, ...]
    target: str

    def match(self, tokens: Sequence[Token]) -> dict[str, str] | None:
        """What fills each slot; None when these are other words."""
        return _match(self.words, tokens)


def _match(words: Sequence[str], tokens: Sequence[Token]) -> dict[str, str] | None:
    if not words:
        return None if tokens else {}
    if not words[0].startswith("{"):
        is_same = bool(tokens) and folded(tokens[0].key) == folded(words[0])
        return _match(words[1:], tokens[1:]) if is_same else None
    slot, ending = words[0][:3], words[0][3:]
    for taken in range(1, min(MOST_WORDS_IN_A_SLOT, len(tokens)) + 1):
        filling = "".join(token.word + token.gap for token in tokens[: taken - 1]) + tokens[taken - 1].word
        if not _may_fill(tokens[:taken]):
            return None
        rest = _match(words[1:], tokens[taken:]) if filling.endswith(ending) else None
        if rest is not None:
            return {slot: filling.removesuffix(ending)} | rest
    return None


def _may_fill(tokens: Sequence[Token]) -> bool:
    """A name begins with a capital letter, and so does what stands for one; a number is one too."""
    return all(not token.word[0].islower() for token in tokens)


@dataclass
class Glossary:
    """One direction. Where an entry stands twice, the first one counts."""

    readings: dict[str, list[Reading]] = field(default_factory=dict)
    folded_keys: dict[str, str] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    """By first word, how many words the longest entry has that begins with it."""
    names: set[str] = field(default_factory=set)
    """What has a capital letter of its own: "Monday", "I"."""
    sentences: dict[str, str] = field(default_factory=dict)
    patterns: dict[int, list[Sentence]] = field(default_factory=dict)
    """Sentences with slots, by how many words they have."""

    def find(self, key: str) -> list[Reading]:
        """What these words may mean. Accents may be missing, as they often are in a text."""
        return self.readings.get(key) or self.readings.get(self.folded_keys.get(folded(key), ""), [])

    def most_words(self, first: str) -> int:
        return self.longest.get(folded(first), 1)

    def find_sentence(self, tokens: Sequence[Token]) -> tuple[str, dict[str, str]] | None:
        """The whole translation of exactly these words, and what fills its slots."""
        target = self.sentences.get(folded(" ".join(token.key for token in tokens)))
        if target is not None:
            return target, {}
        fewest = max(1, len(tokens) - 6)
        for length in range(len(tokens), fewest - 1, -1):
            for sentence in self.patterns.get(length, ()):
                slots = sentence.match(tokens)
                if slots is not None:
                    return sentence.target, slots
        return None

    def add(self, source: str, reading: Reading) -> None:
        key = source.lower()
        if key != source:
            self.names.add(key)
        known = self.readings.setdefault(key, [])
        if all((one.kind is Kind.VERB) is not (reading.kind is Kind.VERB) for one in known):
            known.append(reading)
        self.folded_keys.setdefault(folded(key), key)
        words = key.split()
        first = folded(words[0])
        self.longest[first] = max(self.longest.get(first, 1), len(words))

    def add_sentence(self, source: str, target: str) -> None:
        words = tuple(token.key for token in tokens_of(source).tokens)
        target = _without_capital(target.strip().rstrip(".!?"))
        if any(word.startswith("{") for word in words):
            self.patterns.setdefault(len(words), []).append(Sentence(words, target))
        else:
            self.sentences.setdefault(folded(" ".join(words)), target)


def _without_capital(sentence: str) -> str:
    """As it stands within another one."""
    first = next((token.word for token in tokens_of(sentence).tokens), "")
    if first.split("'")[0] in {"I", "God"} or first.startswith("{"):
        return sentence
    return sentence.replace(first, first[:1].lower() + first[1:], 1)
