"""What an event has sent and will send, as cards: when, to how many, what was left out and why."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.words import KINDS, LEFT_OUT, short_date_words
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.events.board.sent import MailingLine, Tally, mailings_of
from app.events.event import Event, EventState
from app.events.mailing import EventTextKind, LeftOut, Mailing
from app.foundation.i18n import _l
from app.messages.delivery_status import DeliveryStatus

NEVER_ARRIVED = (
    DeliveryStatus.UNDELIVERED,
    DeliveryStatus.FAILED,
    DeliveryStatus.SUPPRESSED,
    DeliveryStatus.EXPIRED,
)


@dataclass(frozen=True)
class LeftOutLine:
    """So many texts did not go for one reason."""

    why: str
    count: int


@dataclass(frozen=True)
class MailingCard:
    """One thing that the event sends."""

    id: int | None
    name: str
    about: str
    """Which date of a series."""
    when: str
    tone: Tone
    icon: str
    sums: str
    words: list[tuple[str, str]]
    left_out: list[LeftOutLine]
    left_out_count: int
    action: str
    """What may be done with it now: "pause" or "resume"; "" for neither."""


def mailing_cards(session: Session, staff: SignedIn, event: Event) -> list[MailingCard]:
    """In the order in which they leave; last what went to single families."""
    reader, sent = staff.reader, mailings_of(session, event)
    shorts = {each.id: short_date_words(reader, each) for each in event.dates} if event.is_series else {}
    stands = {_what(line.mailing) for line in sent.mailings if line.mailing.cancelled_at is None}
    cards = [
        _card(reader, event, line, shorts)
        for line in sent.mailings
        if not (_was_never_sent(line) and _what(line.mailing) in stands)
    ]
    return cards + [
        MailingCard(
            id=None,
            name=reader.gettext(KINDS[kind]),
            about="",
            when=reader.gettext(_l("To one family at a time")),
            tone=Tone.CALM,
            icon="message-square",
            sums=_sums(reader, tally),
            words=[],
            left_out=_left_out(reader, tally.left_out),
            left_out_count=tally.left_out.total(),
            action="",
        )
        for kind, tally in sent.single.items()
    ]


def _what(mailing: Mailing) -> tuple[EventTextKind, int | None]:
    return mailing.kind, mailing.event_date_id


def _was_never_sent(line: MailingLine) -> bool:
    """Planned once and planned anew, as when an invitation is taken back: of the first nothing ever left."""
    return line.mailing.cancelled_at is not None and line.tally.all == 0


def _card(reader: Reader, event: Event, line: MailingLine, shorts: dict[int, str]) -> MailingCard:
    mailing, tally = line.mailing, line.tally
    _ = reader.gettext
    is_ahead = mailing.opened_at is None
    is_leaving = tally.planned > 0 or tally.statuses[DeliveryStatus.QUEUED] > 0
    if mailing.cancelled_at is not None:
        when, tone, icon = _(_l("Cancelled, never sent")), Tone.CALM, "circle-slash"
    elif line.is_paused:
        when, tone, icon = _(_l("Paused: nothing of it leaves")), Tone.BAD, "pause"
    elif is_ahead:
        when, tone, icon = _("Goes out: %(when)s") % {"when": reader.when(mailing.due_at)}, Tone.WAIT, "clock"
    elif is_leaving:
        when, tone, icon = _(_l("Leaving now")), Tone.WAIT, "send"
    else:
        when = _(_l("Went out: %(when)s")) % {"when": reader.when(mailing.due_at)}
        tone, icon = Tone.GOOD, "check"
    may_act = (
        mailing.cancelled_at is None and (is_ahead or is_leaving) and event.state is not EventState.DRAFT
    )
    return MailingCard(
        id=mailing.id,
        name=_(KINDS[mailing.kind]),
        about=shorts.get(mailing.event_date_id or 0, ""),
        when=when,
        tone=tone,
        icon=icon,
        sums=_sums(reader, tally),
        words=[(language, words) for language, words in mailing.words.items() if words],
        left_out=_left_out(reader, tally.left_out),
        left_out_count=tally.left_out.total(),
        action=("resume" if line.is_paused else "pause") if may_act else "",
    )


def _sums(reader: Reader, tally: Tally) -> str:
    """As in "24 texts = 20 delivered + 3 on their way + 1 not delivered"; nothing before there are any."""
    if not tally.all:
        return ""
    delivered = tally.statuses[DeliveryStatus.DELIVERED]
    failed = sum(tally.statuses[status] for status in NEVER_ARRIVED)
    cancelled = tally.statuses[DeliveryStatus.CANCELLED]
    parts = (
        (_l("%(num)s delivered"), delivered),
        (_l("%(num)s sent, not confirmed yet"), tally.sent - delivered - failed - cancelled),
        (_l("%(num)s not delivered"), failed),
        (_l("%(num)s cancelled"), cancelled),
        (_l("%(num)s still to leave"), tally.planned),
        (_l("%(num)s left out"), tally.left_out.total()),
    )
    texts = reader.ngettext("%(num)s text", "%(num)s texts", tally.all)
    said = " + ".join(reader.say(words, {"num": number}) for words, number in parts if number)
    return f"{texts} = {said}"


def _left_out(reader: Reader, reasons: Counter[LeftOut]) -> list[LeftOutLine]:
    return [LeftOutLine(reader.gettext(LEFT_OUT[reason]), count) for reason, count in reasons.most_common()]
