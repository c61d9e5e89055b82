"""Whether the pretend engine has what is said as whole sentences, and need not go word by word."""

from app.simulator.interpreter.glossary import Glossary
from app.simulator.interpreter.shelf import glossaries
from app.simulator.interpreter.tokens import Token, clauses_of, sentences_of, tokens_of


def knows_whole(text: str, *, source: str) -> bool:
    """Each of these sentences is in its glossary, clause by clause at the least."""
    glossary = glossaries().into_english if source == "es" else glossaries().into_spanish
    return all(_knows(clauses_of(one), glossary) for one in sentences_of(tokens_of(text).tokens))


def _knows(clauses: list[list[Token]], glossary: Glossary) -> bool:
    """As it goes itself: as many clauses together as it knows as one. Names and numbers are the same in both."""
    if not clauses:
        return True
    for end in range(len(clauses), 0, -1):
        if glossary.find_sentence([token for clause in clauses[:end] for token in clause]) is not None:
            return _knows(clauses[end:], glossary)
    return not any(token.word[0].islower() for token in clauses[0]) and _knows(clauses[1:], glossary)
