"""What did not go lately and why, and whose families that concerns, as far as the reader may see them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.broadcasts.report.not_gone import broadcasts_not_gone
from app.dashboard.broadcasts.report.words import why_words
from app.dashboard.events.words import KINDS, LEFT_OUT, in_reader_language, long_day_words
from app.dashboard.rendering import with_query
from app.dashboard.schedule.lines import A_FAMILYS_IDEA, Seen, broadcast_link, kind_of_broadcast
from app.dashboard.session import SignedIn
from app.dashboard.tips.idea_words import IDEA_WHY
from app.dashboard.tips.view import seen_children
from app.dashboard.tips.words import WHY, short_day
from app.events.board.not_gone import phones_without_text, texts_not_gone
from app.events.mailing import EventTextKind, LeftOut
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.queries import newest_threads_of, sight_of
from app.roster.queries import families_of
from app.tips.delivery import Reason
from app.tips.ideas.ahead import ideas_not_gone
from app.tips.not_gone import phones_without_tip, tips_not_gone

LOOK_BACK = timedelta(weeks=2)
MOST_LINES = 80
TIPS = "tips"


@dataclass(frozen=True)
class NotGoneLine:
    """So many texts of a day did not go for one reason."""

    day: str
    what: str
    why: str
    texts: int
    url: str
    """Where one sees whose they are; "" where the reader may not."""


@dataclass(frozen=True)
class NotGone:
    """What did not go in the last two weeks, the latest first."""

    lines: list[NotGoneLine]
    is_cut: bool


@dataclass(frozen=True)
class Asked:
    """Of which texts the reader asks whose they were, as the address says it."""

    what: str
    day: str
    why: str
    event: int | None = None


@dataclass(frozen=True)
class FamilyLine:
    """A family that did not get a text: its children's first names, and the conversation if that is in sight."""

    names: str
    thread_id: int | None


@dataclass(frozen=True)
class FamiliesWithout:
    """Those behind one line."""

    title: str
    why: str
    families: list[FamilyLine]
    others: int
    """So many more are none of the reader's."""


def what_did_not_go(session: Session, staff: SignedIn, seen: Seen) -> NotGone:
    reader, school, now = staff.reader, staff.school, staff.now
    since = now - LOOK_BACK
    lines = [
        (
            line.day,
            NotGoneLine(
                short_day(line.day, reader.language),
                reader.gettext(_l("Weekly tips")),
                reader.gettext(WHY[line.reason]),
                line.texts,
                _url(TIPS, line.day, line.reason.value),
            ),
        )
        for line in tips_not_gone(session, school, since=since, now=now)
    ]
    for text in texts_not_gone(session, school, since=since, now=now):
        is_named, is_open = text.event.inbox_id in seen.named, text.event.inbox_id in seen.open
        title = in_reader_language(reader, text.event.title) if is_named else ""
        kind = reader.gettext(KINDS[text.kind])
        line = NotGoneLine(
            short_day(text.day, reader.language),
            f"{title or reader.gettext(_l('An event of another team'))} · {kind}",
            reader.gettext(LEFT_OUT[text.reason]),
            text.texts,
            _url(text.kind.value, text.day, text.reason.value, text.event.id) if is_open else "",
        )
        lines.append((text.day, line))
    for gone in ideas_not_gone(session, school, since=since, now=now):
        line = NotGoneLine(
            short_day(gone.day, reader.language),
            f"{gone.section.name} · {reader.gettext(A_FAMILYS_IDEA)}",
            reader.gettext(IDEA_WHY[gone.reason]),
            gone.texts,
            f"/tips/ideas/{gone.idea.id}" if gone.idea.inbox_id in seen.open else "",
        )
        lines.append((gone.day, line))
    lines.extend(_of_broadcasts(session, staff, seen, since=since))
    lines.sort(key=lambda one: one[0], reverse=True)
    return NotGone([line for _, line in lines[:MOST_LINES]], len(lines) > MOST_LINES)


def _of_broadcasts(
    session: Session, staff: SignedIn, seen: Seen, *, since: datetime
) -> Iterator[tuple[date, NotGoneLine]]:
    """Whose families they are stands in the report."""
    reader, school = staff.reader, staff.school
    for gone in broadcasts_not_gone(session, school, since=since, now=staff.now):
        assert gone.broadcast.send_at is not None  # noqa: S101 - it was compared
        day = gone.broadcast.send_at.astimezone(school.zone).date()
        title, report = broadcast_link(staff, seen, gone.broadcast)
        why, _ = why_words(reader, gone.stand, gone.why)
        what = f"{title} · {kind_of_broadcast(reader, gone.broadcast)}"
        yield day, NotGoneLine(short_day(day, reader.language), what, why, gone.families, report)


def families_without(session: Session, staff: SignedIn, asked: Asked) -> FamiliesWithout:
    """Raises NotFound for what is no line of the page."""
    try:
        day = date.fromisoformat(asked.day)
        if asked.what == TIPS:
            return _without_tip(session, staff, day, Reason(asked.why))
        if asked.event is not None:
            kind, reason = EventTextKind(asked.what), LeftOut(asked.why)
            return _without_text(session, staff, day, asked.event, kind, reason)
    except (ValueError, OverflowError):
        pass
    raise NotFound(_l("There is no such page."))


def _without_tip(session: Session, staff: SignedIn, day: date, reason: Reason) -> FamiliesWithout:
    phones = phones_without_tip(session, staff.school, day, reason, now=staff.now)
    children = {phone.phone_number_id: phone.children for phone in phones}
    visible = {child.id for child in seen_children(session, staff)}
    return _families(session, staff, _l("Weekly tips"), day, WHY[reason], children, visible)


def _without_text(
    session: Session, staff: SignedIn, day: date, event_id: int, kind: EventTextKind, reason: LeftOut
) -> FamiliesWithout:
    inboxes = sight_of(session, staff.school, staff.person).inboxes
    children = phones_without_text(
        session, staff.school, day, event_id, kind, reason, inboxes=inboxes, now=staff.now
    )
    if not children:
        raise NotFound(_l("There is no such page."))
    return _families(session, staff, KINDS[kind], day, LEFT_OUT[reason], children, None)


def _families(
    session: Session,
    staff: SignedIn,
    what: str,
    day: date,
    why: str,
    children: Mapping[int, tuple[int, ...]],
    visible: Collection[int] | None,
) -> FamiliesWithout:
    """By the first names of those children whom the reader may see; None for all of them."""
    reader = staff.reader
    mine = {
        phone: ids for phone, ids in children.items() if visible is None or any(c in visible for c in ids)
    }
    families = families_of(session, staff.school, mine)
    sight = sight_of(session, staff.school, staff.person)
    threads = newest_threads_of(session, sight, mine)
    lines = []
    for phone, ids in mine.items():
        students = families[phone].students if phone in families else []
        names = [s.first_name for s in students if s.id in ids and (visible is None or s.id in visible)]
        said = reader.listed(names) or reader.gettext(_l("A child who has left"))
        lines.append(FamilyLine(said, threads.get(phone)))
    lines.sort(key=lambda line: line.names)
    title = f"{reader.gettext(what)} · {long_day_words(day, reader.language)}"
    return FamiliesWithout(title, reader.gettext(why), lines, len(children) - len(mine))


def _url(what: str, day: date, why: str, event: int | None = None) -> str:
    return with_query("/schedule/not-sent", what=what, day=day.isoformat(), why=why, event=event)
