"""What became of a text, or what it waits for, as a mark beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.dashboard.reader import Reader
from app.dashboard.words import TOPICS, Tone, failure_words
from app.interpreting.translation_review import TranslationReview
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message

SOON = timedelta(seconds=90)
"""A text that leaves within this time is simply about to leave."""


@dataclass(frozen=True)
class Mark:
    """What became of a text, in words with a tone and a drawing."""

    words: str
    tone: Tone
    icon: str
    advice: str = ""


def check_mark(reader: Reader, message: Message, reviews: Mapping[str, TranslationReview]) -> Mark | None:
    """What a text waits for that must be checked before it leaves; None for any other."""
    _ = reader.gettext
    if message.status is DeliveryStatus.CANCELLED and message.attention_at is not None:
        return Mark(
            _("Not sent: a colleague sent the translation back."),
            Tone.BAD,
            "undo-2",
            _("The words are in the composer of whoever wrote them."),
        )
    review = next(iter(reviews.values()), None)
    if message.status is not DeliveryStatus.DRAFT or review is None:
        return None
    is_late = review.promised_at < reader.now
    if review.proposal:
        waits = _("Waits for a colleague to check the %(language)s, promised by %(when)s")
        late = _("Still waits for a colleague to check the %(language)s: it was promised by %(when)s")
    else:
        waits = _("Waits for a colleague to put it into %(language)s, promised by %(when)s")
        late = _("Still waits for a colleague to put it into %(language)s: it was promised by %(when)s")
    when = {"language": reader.language_word(review.language), "when": reader.when(review.promised_at)}
    words = (late if is_late else waits) % when
    if review.topic is not None:
        about = _("(about %(topic)s)") % {"topic": _(TOPICS[review.topic])}
        words = f"{words} {about}"
    return Mark(words, Tone.BAD if is_late else Tone.WAIT, "languages")


def delivery_mark(reader: Reader, message: Message, *, is_under_review: bool) -> Mark | None:
    """What became of a text that we sent; None for a family's own."""
    _ = reader.gettext
    status = message.status
    if status is DeliveryStatus.RECEIVED:
        return None
    if status is DeliveryStatus.QUEUED:
        return _waiting_mark(reader, message, is_under_review=is_under_review)
    if status in {DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED}:
        why, advice = failure_words(reader, message.reason)
        return Mark(_("Not delivered: %(why)s") % {"why": why}, Tone.BAD, "triangle-alert", advice)
    if status in {DeliveryStatus.SUPPRESSED, DeliveryStatus.EXPIRED}:
        why, advice = failure_words(reader, message.reason)
        return Mark(_("Not sent: %(why)s") % {"why": why}, Tone.BAD, "circle-slash", advice)
    if status is DeliveryStatus.DELIVERED:
        ended_at = message.ended_at or message.created_at
        is_same_day = reader.day_key(ended_at) == reader.day_key(message.created_at)
        at = reader.clock(ended_at) if is_same_day else reader.when(ended_at)
        return Mark(_("Delivered %(time)s") % {"time": at}, Tone.GOOD, "check-check")
    plain = {
        DeliveryStatus.DRAFT: Mark(_("Not sent yet"), Tone.CALM, "pencil"),
        DeliveryStatus.HELD: Mark(
            _("Held back: many texts went to this number within an hour."),
            Tone.WAIT,
            "hand",
            _("Send it anyway, or cancel it."),
        ),
        DeliveryStatus.SENDING: Mark(_("Leaving now"), Tone.CALM, "send"),
        DeliveryStatus.UNKNOWN: Mark(
            _("Nobody knows whether this went out: the phone company did not answer."),
            Tone.WAIT,
            "circle-question-mark",
            _("Sending it again may mean that the family gets it twice."),
        ),
        DeliveryStatus.ACCEPTED: Mark(_("Handed to the phone company"), Tone.CALM, "check"),
        DeliveryStatus.SENT: Mark(_("Sent"), Tone.CALM, "check"),
        DeliveryStatus.CANCELLED: Mark(_("Cancelled, never sent"), Tone.CALM, "circle-slash"),
    }
    return plain[status]


def _waiting_mark(reader: Reader, message: Message, *, is_under_review: bool) -> Mark:
    _ = reader.gettext
    if is_under_review:
        return Mark(
            _("Held back until somebody decides whether the family wants texts to stop."),
            Tone.WAIT,
            "octagon-pause",
        )
    if message.due_at is not None and message.due_at > reader.now + SOON:
        return Mark(_("Goes out: %(when)s") % {"when": reader.when(message.due_at)}, Tone.WAIT, "clock")
    return Mark(_("Waiting to leave"), Tone.CALM, "clock")
