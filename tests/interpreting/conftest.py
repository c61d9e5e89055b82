"""The school of the demo, a desk to write at, and an engine that does as it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.sms.catalog import Catalog
from app.sms.phrase_bank import PhraseBank
from app.translation.port import EngineDown, EngineRefused
from tests.support.cast import postgres_cast, postgres_town, sqlite_cast, stage, town

__all__ = ["postgres_cast", "postgres_town", "sqlite_cast", "stage", "town"]

DESK = Desk(Catalog.load(), Trust(PhraseBank.load()))


@dataclass
class ObedientEngine:
    """Translates as a test has told it to, and remembers what it was asked."""

    answer: Callable[[str], str] = field(default=lambda text: f"<{text}>")
    name: str = "Obedient"
    is_gist: bool = False
    pairs: Sequence[tuple[str, str]] = (("en", "es"), ("es", "en"))
    is_down: bool = False
    refuses: str = ""
    """A word that it never takes."""
    asked: list[list[str]] = field(default_factory=list)

    def speaks(self, source: str, target: str) -> bool:
        return (source, target) in self.pairs

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        assert self.speaks(source, target)
        self.asked.append(list(texts))
        if self.is_down:
            message = "nobody answers"
            raise EngineDown(message)
        if self.refuses and any(self.refuses in text for text in texts):
            message = "it does not like a word"
            raise EngineRefused(message)
        return [self.answer(text) for text in texts]


@pytest.fixture
def desk() -> Desk:
    return DESK


@pytest.fixture
def engine() -> ObedientEngine:
    return ObedientEngine()
