"""Where a text stands, and every move it may make. Pure.

    draft ─▶ queued ─▶ sending ─▶ accepted ─▶ sent ─▶ delivered
               │ ▲        │ │         └──────┴──▶ undelivered · failed
               │ └────────┘ └─▶ unknown ─▶ (any report, or a person decides)
               ├─▶ held ─▶ queued
               └─▶ suppressed · expired · cancelled

Inside Puente a text moves as the drawing says. What the provider reports only ever climbs: a report that comes late
changes nothing, the first final one stays, and a final one that contradicts it is told apart so that it can be flagged.
Of a text in the outbox one thing may be reported: a try whose outcome nobody knew when a person had it sent again. When
that try is out after all, the text does not leave a second time.
"""

from enum import StrEnum


class DeliveryStatus(StrEnum):
    """Where a text stands."""

    DRAFT = "draft"
    """Waits for a person: nobody who reads both languages has checked its translation yet."""
    HELD = "held"
    """Waits for a person: the number had too many texts within an hour."""
    QUEUED = "queued"
    SENDING = "sending"
    """Claimed by a worker; the provider is being called."""
    UNKNOWN = "unknown"
    """The call ended without an answer: it may have gone out, so it is never sent again by itself."""
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    """Not sent because the number may not be texted."""
    EXPIRED = "expired"
    """Not sent because its moment had passed."""
    CANCELLED = "cancelled"
    RECEIVED = "received"
    """From a family: it is here."""


S = DeliveryStatus

ENDS = frozenset({S.DELIVERED, S.UNDELIVERED, S.FAILED, S.SUPPRESSED, S.EXPIRED, S.CANCELLED, S.RECEIVED})

ENDED_UNSENT = frozenset({S.SUPPRESSED, S.EXPIRED, S.CANCELLED})
"""It was handed to the outbox and never reached the provider."""

_OUR_MOVES: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.QUEUED, S.SUPPRESSED, S.CANCELLED}),
    S.HELD: frozenset({S.QUEUED, S.CANCELLED, S.EXPIRED, S.SUPPRESSED}),
    S.QUEUED: frozenset({S.SENDING, S.HELD, S.SUPPRESSED, S.EXPIRED, S.CANCELLED}),
    S.SENDING: frozenset({S.ACCEPTED, S.QUEUED, S.UNKNOWN, S.FAILED, S.SUPPRESSED}),
    S.UNKNOWN: frozenset({S.ACCEPTED, S.QUEUED, S.FAILED}),
}

_HEIGHT = {
    S.SENDING: 0,
    S.UNKNOWN: 0,
    S.ACCEPTED: 1,
    S.SENT: 2,
    S.DELIVERED: 3,
    S.UNDELIVERED: 3,
    S.FAILED: 3,
    S.SUPPRESSED: 3,
}


_IN_THE_OUTBOX = frozenset({S.QUEUED, S.HELD})
_IT_IS_OUT = frozenset({S.ACCEPTED, S.SENT, S.DELIVERED})


class Move(StrEnum):
    """What a provider's report means for a text."""

    CLIMB = "climb"
    STAY = "stay"
    CONTRADICT = "contradict"


def may_move(current: DeliveryStatus, wanted: DeliveryStatus) -> bool:
    """True when Puente itself may take a text from one status to the other."""
    return wanted in _OUR_MOVES.get(current, frozenset())


def weigh_report(current: DeliveryStatus, reported: DeliveryStatus) -> Move:
    """What to do with a status that the provider reports, in whatever order reports arrive."""
    if current in _IN_THE_OUTBOX:
        return Move.CLIMB if reported in _IT_IS_OUT else Move.STAY
    if current not in _HEIGHT or reported not in _HEIGHT:
        return Move.STAY
    if current in ENDS:
        return Move.CONTRADICT if reported in ENDS and reported is not current else Move.STAY
    return Move.CLIMB if _HEIGHT[reported] > _HEIGHT[current] else Move.STAY
