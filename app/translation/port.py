"""What Puente asks of a translation engine, and the two ways in which one fails."""

from collections.abc import Sequence
from typing import Protocol


class EngineDown(Exception):
    """The engine gave no usable answer: it is away, too slow, too busy or broken. The same call may work later.

    The message is for operators and holds nothing of what was to be translated.
    """

    def __init__(self, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds
        """How long it asked to be left alone, where it said so."""


class EngineRefused(Exception):
    """The engine will never do this as it was asked: a language it lacks, a text too long, a key it does not take.

    The message is for operators and holds nothing of what was to be translated.
    """


class Engine(Protocol):
    """A program that puts texts into another language. Several threads may ask it at once.

    Both methods may ask over the network, so neither belongs in a web request or an open transaction.
    """

    @property
    def name(self) -> str:
        """What readers are told made the translation."""

    @property
    def is_gist(self) -> bool:
        """True of one that only helps staff to get the meaning, labelled so: its words never go to a family."""

    def speaks(self, source: str, target: str) -> bool:
        """Whether it puts one language into the other; True also while it cannot tell, `translate` then does."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """The texts in the other language, one for one and in order; blank ones stay as they are.

        All or nothing: raises EngineDown or EngineRefused.
        """
