"""A text in the other language: whole sentences where they are known, else clause by clause, word by word.

This is a stage prop. It knows the sentences of a school's day and some hundreds of words, and no more grammar
than makes a demo readable; a real engine stands in its place wherever real families are texted.
"""

from collections.abc import Sequence

from app.simulator.interpreter.glossary import Glossary
from app.simulator.interpreter.into_english import clause_in_english
from app.simulator.interpreter.into_spanish import clause_in_spanish
from app.simulator.interpreter.shelf import glossaries
from app.simulator.interpreter.tokens import (
    Token,
    clauses_of,
    sentences_of,
    tokens_of,
    with_capital,
)

ENGLISH, SPANISH = "en", "es"
LANGUAGES = {ENGLISH: "English", SPANISH: "Spanish"}
_OPENERS = {"?": "¿", "!": "¡"}
_ASKING = frozenset(
    {
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
        "can",
        "could",
        "would",
        "will",
        "should",
        "may",
        "have",
        "has",
    }
) | {"what", "when", "where", "who", "whose", "how", "why", "which"}


def translate(text: str, *, source: str, target: str) -> str:
    """Blank and unknown words, numbers and marks stay as they are."""
    if source == target:
        return text
    cut = tokens_of(text)
    if not cut.tokens:
        return text
    lead = cut.lead if target == SPANISH else _without_openers(cut.lead)
    return lead + "".join(_sentence(sentence, target) for sentence in sentences_of(cut.tokens))


def guess_language(text: str) -> tuple[str, float]:
    """The language of more of the words, and how sure that is from 0 to 100."""
    tokens = tokens_of(text).tokens
    english, spanish = (
        sum(bool(glossary.readings.get(token.key)) for token in tokens)
        for glossary in (glossaries().into_spanish, glossaries().into_english)
    )
    known = max(english + spanish, 1)
    if spanish > english:
        return SPANISH, round(100 * spanish / known, 1)
    return ENGLISH, round(100 * english / known, 1)


def _sentence(tokens: list[Token], target: str) -> str:
    glossary = glossaries().into_spanish if target == SPANISH else glossaries().into_english
    ending = tokens[-1].gap
    is_question = ending.startswith("?")
    clauses: list[str] = []
    asks_at = 0
    for clause, whole in _parts(tokens, glossary):
        if clause[0].key in _ASKING:
            asks_at = len(clauses)
        words = whole or _by_words(clause, glossary, target, is_question=is_question)
        if _begins_anew(clause[0], glossary):  # after a smile, say
            words = with_capital(words)
        gap = clause[-1].gap
        clauses.append(words.removesuffix(gap) + (gap if target == SPANISH else _without_openers(gap)))
    opener = _OPENERS.get(ending[:1], "") if target == SPANISH else ""
    if opener and opener not in "".join(clauses):
        clauses[asks_at] = opener + clauses[asks_at]
    written = "".join(clauses)
    if _shouts(tokens):
        return written.upper()
    return with_capital(written) if tokens[0].word[0].isupper() else written


def _begins_anew(token: Token, glossary: Glossary) -> bool:
    return token.word[0].isupper() and token.key not in glossary.names and bool(glossary.find(token.key))


def _by_words(clause: list[Token], glossary: Glossary, target: str, *, is_question: bool) -> str:
    if target == SPANISH:
        return clause_in_spanish(clause, glossary)
    return clause_in_english(clause, glossary, is_question=is_question)


def _parts(tokens: list[Token], glossary: Glossary) -> list[tuple[list[Token], str | None]]:
    """Clause by clause, as many together as the glossary knows as one; None for words that it does not know so."""
    clauses = clauses_of(tokens)
    parts: list[tuple[list[Token], str | None]] = []
    start = 0
    while start < len(clauses):
        for end in range(len(clauses), start, -1):
            joined = [token for clause in clauses[start:end] for token in clause]
            words = _whole(joined, glossary)
            if words is not None:
                parts.append((joined, words))
                start = end
                break
        else:
            parts.append((clauses[start], None))
            start += 1
    return parts


def _whole(tokens: Sequence[Token], glossary: Glossary) -> str | None:
    found = glossary.find_sentence(tokens)
    if found is None:
        return None
    target, slots = found
    for slot, filling in slots.items():
        target = target.replace(slot, filling)
    return target


def _shouts(tokens: Sequence[Token]) -> bool:
    long = [token.word for token in tokens if len(token.word) > 1 and token.word[0].isalpha()]
    return len(long) > 1 and all(word.isupper() for word in long)


def _without_openers(marks: str) -> str:
    return marks.replace("¿", "").replace("¡", "")
