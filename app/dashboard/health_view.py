"""How things stand, in words: the strip on the pages of those who can mend sending."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.interpreting.costs import is_engine_silent
from app.messages.pulse import pulse
from app.staff.permissions import may_mend_sending

LATE_AFTER = timedelta(minutes=2)
"""The outbox is emptied every few seconds; a text that is this late has nobody who takes it."""
QUIET_AFTER = timedelta(days=3)
SILENT_AFTER = timedelta(minutes=2)
"""The translation engine answers within seconds; what waits for so long waits for an engine that is away."""


@dataclass(frozen=True)
class Strip:
    """One sentence per worry, and one that says when texts last came in."""

    worries: list[str]
    seen: str
    tone: Tone


def strip_of(session: Session, staff: SignedIn) -> Strip | None:
    """None for those who are not shown it."""
    if not may_mend_sending(staff.person):
        return None
    reader = staff.reader
    _ = reader.gettext
    now = reader.now
    at = pulse(session, staff.school, now=now, also=is_engine_silent(since=now - SILENT_AFTER))
    worries = []
    if at.paused_lines:
        worries.append(_("A phone line is paused: nothing goes out on it until somebody looks."))
    if at.oldest_due_at is not None and now - at.oldest_due_at > LATE_AFTER:
        worries.append(
            _("Texts have been waiting to leave for %(time)s.") % {"time": reader.waited(at.oldest_due_at)}
        )
    if at.unprocessed:
        worries.append(
            _(
                "Something the phone company told us could not be read. Nothing is lost; an engineer must look."
            )
        )
    if at.also:
        worries.append(_("The translation engine does not answer; new texts are shown untranslated."))
    if at.webhook_seen_at is None:
        return Strip(worries, _("The phone company has not called yet"), Tone.BAD if worries else Tone.WAIT)
    seen = _("Last heard from the phone company: %(time)s ago") % {"time": reader.waited(at.webhook_seen_at)}
    is_quiet = now - at.webhook_seen_at > QUIET_AFTER
    return Strip(worries, seen, Tone.BAD if worries else Tone.WAIT if is_quiet else Tone.GOOD)
