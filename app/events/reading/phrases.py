"""How the phrases of a word list are written: `(a|b c)` one of these, `[a|b]` the same or nothing."""

from collections.abc import Sequence

import regex  # type: ignore[import-untyped]

_SYMBOL = regex.compile(r"[()\[\]|]|[^\s()\[\]|]+")


def sequences(phrase: str) -> list[tuple[str, ...]]:
    """Every sequence of words that a phrase stands for. Raises ValueError where its brackets do not match."""
    if any(phrase.count(one) != phrase.count(other) for one, other in ("()", "[]")):
        message = f"a bracket is missing in {phrase!r}"
        raise ValueError(message)
    found, _ = _alternatives(_SYMBOL.findall(phrase), 0)
    return [sequence for sequence in found if sequence]


def _alternatives(symbols: Sequence[str], at: int) -> tuple[list[tuple[str, ...]], int]:
    """The sequences of words up to the bracket that closes, and where that is."""
    done: list[tuple[str, ...]] = []
    current: list[tuple[str, ...]] = [()]
    while at < len(symbols) and symbols[at] not in {")", "]"}:
        symbol = symbols[at]
        at += 1
        if symbol == "|":
            done, current = done + current, [()]
            continue
        choices: list[tuple[str, ...]] = [(symbol,)]
        if symbol in {"(", "["}:
            choices, at = _alternatives(symbols, at)
            at += 1
            if symbol == "[":
                choices = [(), *choices]
        current = [before + choice for before in current for choice in choices]
    return done + current, at
