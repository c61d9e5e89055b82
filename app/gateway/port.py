"""What Puente asks of an SMS provider, and the values that pass through the door.

Answers to `send` are typed by what to do next: a caller matches on the class and needs no knowledge of the
provider.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class FailureReason(StrEnum):
    """Why a text did not reach the phone, in our own words."""

    NUMBER_INVALID = "number_invalid"
    NUMBER_OUT_OF_SERVICE = "number_out_of_service"
    LANDLINE = "landline"
    PHONE_UNREACHABLE = "phone_unreachable"
    """Switched off or without signal; it may work later."""
    OPTED_OUT = "opted_out"
    BLOCKED = "blocked"
    """The carrier or the phone's owner refuses texts from this line."""
    FILTERED = "filtered"
    """A carrier took it for spam: the same words must not be sent again."""
    FOREIGN_NUMBER = "foreign_number"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    PICTURE_REFUSED = "picture_refused"
    ACCOUNT_PROBLEM = "account_problem"
    LINE_PROBLEM = "line_problem"
    REGISTRATION_PROBLEM = "registration_problem"
    """The line or campaign is not registered with the carriers (A2P 10DLC, toll-free verification)."""
    CONGESTED = "congested"
    DAILY_CAP = "daily_cap"
    PROVIDER_TROUBLE = "provider_trouble"
    TOO_LATE = "too_late"
    NO_ANSWER = "no_answer"
    """The provider never told whether it went out, and a person gave it up."""
    UNEXPLAINED = "unexplained"


class NextStep(StrEnum):
    """What can be done about a text that did not reach the phone."""

    TRY_AGAIN = "try_again"
    """Later, as often as it is still worth sending."""
    TRY_AGAIN_ONCE = "try_again_once"
    """After some minutes, and not a third time."""
    TRY_AGAIN_IN_HOURS = "try_again_in_hours"
    """Once or twice, hours apart: the phone is switched off or out of reach."""
    WAIT_FOR_MIDNIGHT = "wait_for_midnight"
    """A day's allowance is used up; carriers in the United States begin theirs at 00:00 Pacific time."""
    FIND_OUT = "find_out"
    """It may have gone out: ask the provider, and never send it again blindly."""
    GIVE_UP = "give_up"
    STOP_LINE = "stop_line"
    """Nothing leaves from this line until a person has mended it."""
    STOP_ACCOUNT = "stop_account"
    """Nothing leaves from any line until a person has mended the account."""


class NumberNews(StrEnum):
    """What a failure teaches about the phone number it was for."""

    LANDLINE = "landline"
    OUT_OF_SERVICE = "out_of_service"
    """Nobody has this number."""
    SUSPECT = "suspect"
    """It may only be switched off; when this repeats, somebody should ask for another number."""


class ReportedStatus(StrEnum):
    """How far a text has come, as providers tell it; each is also a status of our own."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Verdict:
    """What one of the provider's codes means to us."""

    reason: FailureReason
    next_step: NextStep
    number_news: NumberNews | None = None


@dataclass(frozen=True)
class Accepted:
    """The provider has it and gave it a name."""

    provider_sid: str
    status: str


@dataclass(frozen=True)
class TryAgain:
    """It surely did not go out, and later it may."""

    reason: FailureReason
    code: str
    after_seconds: float | None = None
    """How long the provider asked us to wait; None when it did not say."""
    next_step: NextStep = NextStep.TRY_AGAIN
    """How often, and when, where the provider's code says more than "later"."""


@dataclass(frozen=True)
class GivenUp:
    """It surely did not go out, and trying again as it is would not help."""

    reason: FailureReason
    code: str
    stops_line: bool = False
    """A person must mend the account or the line first; until then nothing else can go out either."""
    stops_account: bool = False
    """The same holds for every line of the account."""
    number_news: NumberNews | None = None


@dataclass(frozen=True)
class Unknown:
    """It may have gone out."""

    detail: str


SendResult = Accepted | TryAgain | GivenUp | Unknown


@dataclass(frozen=True)
class OutgoingText:
    """One text to one phone."""

    to: str
    line: str
    body: str
    callback_url: str
    valid_for_seconds: int | None = None
    """How long the carriers may keep trying; None leaves it to the provider."""
    messaging_service_sid: str | None = None
    """The provider's pool that it goes through; None for the usual one, if there is one."""
    picture_url: str | None = None
    """Where the provider fetches the picture that goes with it."""


@dataclass(frozen=True)
class StatusReport:
    """What the provider says became of a text, in its words and in ours."""

    provider_sid: str
    status: str
    error_code: str
    """Empty when there was no error."""
    meaning: ReportedStatus | None = None
    """None when the provider used a word that we do not know."""
    reason: FailureReason | None = None
    next_step: NextStep | None = None
    """Reason and next step are told of a text that did not arrive."""
    number_news: NumberNews | None = None


@dataclass(frozen=True)
class SentText:
    """A text that the provider says it has, and what became of it so far."""

    to: str
    line: str
    body: str
    created_at: datetime
    """To the second: providers tell no more."""
    report: StatusReport

    @property
    def provider_sid(self) -> str:
        return self.report.provider_sid


@dataclass(frozen=True)
class IncomingMedia:
    """A picture that came with a text: where it is, and what the provider says it is."""

    url: str
    content_type: str


class CarrierOptOut(StrEnum):
    """A keyword that the provider has already answered itself."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True)
class IncomingText:
    """One text from a phone."""

    provider_sid: str
    line: str
    sender: str
    body: str
    media: tuple[IncomingMedia, ...]
    carrier_opt_out: CarrierOptOut | None


@dataclass(frozen=True)
class FetchedMedia:
    """The bytes of a picture."""

    content: bytes


@dataclass(frozen=True)
class MediaGone:
    """It cannot be had, now or later; `why` is for the log."""

    why: str


@dataclass(frozen=True)
class MediaLater:
    """It may be had later."""

    why: str


class Gateway(Protocol):
    """The door. Any method may be called by several threads at once, and none while a transaction is open."""

    def send(self, text: OutgoingText) -> SendResult:
        """Hand one text over, in one call that is never repeated."""
        ...

    def find_sent(self, *, to: str, since: datetime) -> Sequence[SentText]:
        """What the provider took for a number since then, newest first; OSError when it does not answer."""
        ...

    def fetch_media(self, url: str, *, most_bytes: int) -> FetchedMedia | MediaGone | MediaLater:
        """A picture's bytes; credentials go only to the provider's own host and our own account."""
        ...
