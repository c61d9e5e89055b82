"""A text and a picture as the pretend provider knows them."""

from dataclasses import dataclass
from enum import StrEnum

from app.foundation.ids import digest, new_token


class Direction(StrEnum):
    """Who wrote: a family, the product through the API, or the carrier on its own (the answer to STOP)."""

    INBOUND = "inbound"
    API = "outbound-api"
    REPLY = "outbound-reply"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One text as the provider keeps it; `redacted`, `deleted` hide it from the API, not from the handset."""

    seq: int
    sid: str
    direction: str
    sender: str
    recipient: str
    body: str
    status: str
    error_code: int | None
    created_at: float
    updated_at: float
    sent_at: float | None
    segments: int
    media_count: int
    callback: str
    service: str | None
    webhook_status: int | None
    redacted: int
    deleted: int
    version: int

    @property
    def phone(self) -> str:
        """The family's side of it."""
        return self.sender if self.direction == Direction.INBOUND else self.recipient

    @property
    def line(self) -> str:
        """The school's side of it."""
        return self.recipient if self.direction == Direction.INBOUND else self.sender


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of one attachment and what they claim to be."""

    sid: str
    content_type: str
    data: bytes
    created_at: float


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A text about to be stored."""

    direction: Direction
    sender: str
    recipient: str
    body: str
    status: str
    created_at: float
    segments: int = 1
    media_count: int = 0
    callback: str = ""
    service: str | None = None
    sid: str = ""


def new_sid(prefix: str) -> str:
    """An identifier in the provider's style: two letters and 32 hexadecimal digits."""
    return prefix + digest(new_token())[:32]
