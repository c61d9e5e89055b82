"""The part of a report that moves while an announcement leaves: the sum, how far it is, and what to do next."""

import zlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import LeftOut, ReachedHow
from app.broadcasts.report.ahead import situation_of
from app.broadcasts.report.outlook import Course, outlook
from app.broadcasts.report.progress import Progress, Stand, WaitsFor, Why
from app.broadcasts.report.unreached import Told
from app.broadcasts.sending.retry import HOPELESS
from app.dashboard.broadcasts.report.words import (
    IN_BRACKETS,
    IN_THE_SUM,
    STANDS,
    TOLD_IN_A_SUM,
    outlook_mark,
    why_words,
)
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.rendering import with_query
from app.dashboard.session import SignedIn
from app.foundation.i18n import _l
from app.gateway.port import FailureReason
from app.messages.batch import Batch
from app.staff.queries import colleagues

WATCHED_FOR = timedelta(hours=4)
"""For so long after it went out an open report asks whether more is known of what has left."""
IN_THIS_ORDER = (
    Stand.FAILED,
    Stand.NOT_TEXTED,
    Stand.UNKNOWN,
    Stand.SENT,
    Stand.WAITING,
)
"""Of those whom somebody has to do with: first what one may do something about."""


@dataclass(frozen=True)
class Part:
    """One number of the sum, which leads to its families."""

    words: str
    brackets: str
    url: str
    stand: str


@dataclass(frozen=True)
class NextStep:
    """So many families stand somewhere for one reason, and what to do about it."""

    families: int
    words: str
    advice: str
    icon: str
    tone: str
    url: str
    retry: str
    """The reason by which they are tried again; empty where that is no use."""


@dataclass(frozen=True)
class Live:
    """How an announcement stands at this moment."""

    version: str
    is_still: bool
    """Nothing of it will change by itself any more."""
    families: str
    parts: list[Part]
    settled: int
    whole: int
    share: str
    outlook: Mark
    paused: str
    """Who paused it and when; empty while it is not."""
    steps: list[NextStep]
    unreached: int
    """Families that no text reached."""
    to_tell: int
    """Those of them whom nobody has told yet."""
    told: str
    """How far those have come who tell them; empty where there are none."""
    may_pause: bool
    may_resume: bool
    cancel: str
    """What cancelling the rest would do; empty where nothing is left to cancel."""


def look_at_progress(
    session: Session, staff: SignedIn, broadcast: Broadcast, progress: Progress, told: Told
) -> Live:
    reader, now = staff.reader, staff.now
    ahead = outlook(situation_of(session, staff.school, broadcast, progress, now=now), now=now)
    batch = session.get(Batch, broadcast.batch_id) if broadcast.batch_id else None
    is_under_way = progress.waiting > 0 and progress.state is not BroadcastState.CANCELLED
    is_paused = batch is not None and batch.is_paused
    mark = outlook_mark(reader, ahead)
    gone_at = broadcast.handed_over_at or broadcast.send_at or now
    is_still = ahead.course in {Course.DONE, Course.CANCELLED} and (
        progress.is_settled or now - gone_at > WATCHED_FOR
    )
    live = Live(
        version="",
        is_still=is_still and not progress.waiting,
        families=reader.ngettext("%(num)s family", "%(num)s families", progress.families),
        parts=[_part(reader, broadcast, progress, stand) for stand in Stand if progress.stands[stand]],
        settled=progress.settled,
        whole=progress.families,
        share=_share(reader, progress),
        outlook=mark,
        paused=_paused(session, staff, batch) if is_paused and is_under_way else "",
        steps=_steps(reader, broadcast, progress, staff),
        unreached=told.families,
        to_tell=told.open,
        told=_told_words(reader, told),
        may_pause=is_under_way and not is_paused,
        may_resume=is_under_way and is_paused,
        cancel=_cancel(reader, progress) if is_under_way else "",
    )
    return _numbered(live)


def _numbered(live: Live) -> Live:
    """Its version is equal as long as all that is shown is."""
    known = {**vars(live), "version": f"{zlib.crc32(repr(live).encode()):08x}"}
    return Live(**known)


def sum_words(reader: Reader, progress: Progress) -> str:
    """As in "412 families = 371 delivered + 14 not texted (6 stopped, 5 landline, 3 no number) + 27 waiting"."""
    whole = reader.ngettext("%(num)s family", "%(num)s families", progress.families)
    parts = [
        f"{words} ({brackets})" if brackets else words
        for stand in Stand
        if progress.stands[stand]
        for words, brackets in [_in_the_sum(reader, progress, stand)]
    ]
    return f"{whole} = {' + '.join(parts)}" if parts else whole


def families_url(broadcast: Broadcast, stand: Stand, why: Why | None = None) -> str:
    reason = why.value if why is not None else ""
    return with_query(f"/announcements/{broadcast.id}/families", group=stand.value, why=reason)


def _part(reader: Reader, broadcast: Broadcast, progress: Progress, stand: Stand) -> Part:
    words, brackets = _in_the_sum(reader, progress, stand)
    return Part(words, brackets, families_url(broadcast, stand), stand.value)


def _in_the_sum(reader: Reader, progress: Progress, stand: Stand) -> tuple[str, str]:
    words = reader.say(IN_THE_SUM[stand], {"num": progress.stands[stand]})
    if stand is not Stand.NOT_TEXTED:
        return words, ""
    counts = progress.reasons(stand)
    reasons = sorted((why for why in LeftOut if counts[why]), key=lambda why: -counts[why])
    return words, ", ".join(reader.say(IN_BRACKETS[why], {"num": counts[why]}) for why in reasons)


def _share(reader: Reader, progress: Progress) -> str:
    if not progress.families:
        return reader.gettext(_l("It is for nobody."))
    values = {"done": progress.settled, "all": progress.families}
    sentence = _l("%(done)s of %(all)s families so far") if progress.waiting else _l("All %(all)s families")
    return reader.say(sentence, values)


def _told_words(reader: Reader, told: Told) -> str:
    """As in "Of 25 families that no text reached, 18 have been told: 12 called, 4 by letter, 2 in person"."""
    if not told.families:
        return ""
    parts = [reader.say(TOLD_IN_A_SUM[how], {"num": told.how[how]}) for how in ReachedHow if told.how[how]]
    if told.by_voice:
        parts.append(reader.say(_l("%(num)s by voice call"), {"num": told.by_voice}))
    whole = reader.ngettext(
        "Of %(num)s family that no text reached", "Of %(num)s families that no text reached", told.families
    )
    done = reader.ngettext("%(num)s has been told", "%(num)s have been told", told.done)
    return f"{whole}, {done}: {', '.join(parts)}." if parts else f"{whole}, {done}."


def _paused(session: Session, staff: SignedIn, batch: Batch | None) -> str:
    if batch is None or batch.paused_at is None:
        return ""
    people = colleagues(session, staff.school, [batch.paused_by or 0])
    who = next((person.name for person in people.values()), "")
    sentence = _l("Paused by %(who)s, %(when)s: nothing of it leaves")
    return staff.reader.say(sentence, {"who": who, "when": staff.reader.when(batch.paused_at)})


def _cancel(reader: Reader, progress: Progress) -> str:
    left = reader.ngettext(
        "%(num)s text has left already and cannot be called back.",
        "%(num)s texts have left already and cannot be called back.",
        progress.left,
    )
    if not progress.left:
        left = reader.gettext(_l("Nothing of it has left yet."))
    rest = progress.waiting - progress.reasons(Stand.WAITING)[WaitsFor.LEAVING]
    stays = reader.ngettext("%(num)s family will not get it.", "%(num)s families will not get it.", rest)
    return f"{left} {stays}"


def _steps(reader: Reader, broadcast: Broadcast, progress: Progress, staff: SignedIn) -> list[NextStep]:
    may_retry = (
        progress.state in {BroadcastState.SENDING, BroadcastState.SENT}
        and broadcast.not_after is not None
        and staff.now <= broadcast.not_after
    )
    steps = []
    for stand in IN_THIS_ORDER:
        reasons = progress.reasons(stand).most_common()
        named: list[tuple[Why | None, int]] = [*reasons] or [(None, progress.stands[stand])]
        for why, families in named:
            if not families:
                continue
            _, icon, tone = STANDS[stand]
            words, advice = why_words(reader, stand, why)
            hope = isinstance(why, FailureReason) and why not in HOPELESS and may_retry
            steps.append(
                NextStep(
                    families,
                    words,
                    advice,
                    icon,
                    tone,
                    families_url(broadcast, stand, why) if why is not WaitsFor.HANDING_OVER else "",
                    why.value if hope and why is not None else "",
                )
            )
    return steps
