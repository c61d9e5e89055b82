"""What Puente asks of a provider that can call a phone and read words out to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.gateway.port import SendResult


class CallProgress(StrEnum):
    """How far a call has come, as providers tell it."""

    UNDER_WAY = "under_way"
    """The provider has it, and nobody has answered yet."""
    ANSWERED = "answered"
    OVER = "over"
    """Somebody, or a machine, had answered, and it has ended."""
    NOT_ANSWERED = "not_answered"
    """Nobody took it, or the line was engaged."""
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Say:
    """Words, and the language whose voice reads them."""

    language: str
    words: str


@dataclass(frozen=True)
class Speech:
    """What a call says: a part during which a key may be pressed, and the rest, where none was."""

    key_url: str | None
    """Where a pressed key is told, and where the same speech can be fetched; None where no key is asked for."""
    until_a_key: tuple[Say, ...]
    afterwards: tuple[Say, ...] = ()


@dataclass(frozen=True)
class OutgoingCall:
    """One call to one phone."""

    to: str
    line: str
    speech: Speech
    callback_url: str
    ring_seconds: int


@dataclass(frozen=True)
class CallReport:
    """What the provider says became of a call, in its words and in ours."""

    provider_sid: str
    status: str
    code: str = ""
    """Why it failed; empty when it did not."""
    progress: CallProgress | None = None
    """None when the provider used a word that we do not know."""


@dataclass(frozen=True)
class PlacedCall:
    """A call that the provider says it has, and what became of it so far."""

    to: str
    line: str
    created_at: datetime
    """To the second: providers tell no more."""
    report: CallReport


@dataclass(frozen=True)
class PressedKey:
    """A key that somebody pressed during a call; none where the provider only asks for the words."""

    provider_sid: str
    key: str | None


class Voice(Protocol):
    """The door for calls. Any method may be called by several threads at once, and none while a transaction is open."""

    @property
    def languages(self) -> frozenset[str]:
        """Those in which it can read words out."""
        ...

    def place(self, call: OutgoingCall) -> SendResult:
        """Let one phone ring, in one request that is never repeated."""
        ...

    def find_calls(self, *, to: str, since: datetime) -> Sequence[PlacedCall]:
        """What calls it has placed to a number since then, newest first; OSError when it does not answer."""
        ...
