"""A report as its page shows it: how it stands, whom it has reached, and what families have answered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastReply
from app.broadcasts.broadcast import Broadcast
from app.broadcasts.report.picture import ClassPage, Reached, by_class, by_language
from app.broadcasts.report.progress import Progress
from app.broadcasts.report.unreached import Unreached
from app.dashboard.broadcasts.report.answers_view import Answers, look_at_answers
from app.dashboard.broadcasts.report.frame import Seen
from app.dashboard.broadcasts.report.words import REACHED
from app.dashboard.broadcasts.words import URGENCIES
from app.dashboard.events.guest_view import conversation_url, names_of_family
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.foundation.i18n import _l
from app.interpreting.queries import NOTHING, beside
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.queries import Family, families_of
from app.staff.queries import colleagues

MOST_REPLIES = 30
BAR = 100
"""How wide a whole bar is; its pieces are drawn in hundredths."""


@dataclass(frozen=True)
class Piece:
    """One piece of a bar."""

    kind: str
    words: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """The families of one language or class: what is drawn, and the same in words."""

    name: str
    families: int
    counts: list[int]
    """In the order of the columns."""
    share: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Picture:
    """Bars with a column of words for each of their colours."""

    columns: list[tuple[str, str]]
    bars: list[Bar]


@dataclass(frozen=True)
class ReplyLine:
    """What a family wrote after it, in so far as a person should read it."""

    words: str
    translation: str
    """As the reader reads it, where that is another language."""
    name: str
    when: str
    url: str


@dataclass(frozen=True)
class Replies:
    """What came back in words."""

    thanks: str
    others: str
    lines: list[ReplyLine]
    more: int


@dataclass(frozen=True)
class ReportView:
    """All of the page that does not move by itself."""

    title: str
    facts: list[str]
    words: list[tuple[str, str]]
    languages: Picture
    classes: Picture
    class_page: ClassPage
    answers: Answers | None
    replies: Replies


def look_at_report(
    session: Session,
    staff: SignedIn,
    seen: Seen,
    progress: Progress,
    unreached: Sequence[Unreached],
    *,
    class_page: int,
) -> ReportView:
    reader, broadcast = staff.reader, seen.broadcast
    languages = by_language(progress, unreached)
    classes = by_class(session, staff.school, broadcast, page=class_page)
    every = reader.gettext(_l("Every language, or not known"))
    return ReportView(
        title=broadcast.title,
        facts=_facts(session, staff, broadcast),
        words=_words(staff, broadcast),
        languages=_picture(
            reader,
            {
                reader.language_name(language) if language else every: counts
                for language, counts in sorted(languages.items(), key=lambda one: -one[1].total())
                if counts.total()
            },
        ),
        classes=_picture(reader, {one.section.name: one.families for one in classes.classes}),
        class_page=classes,
        answers=look_at_answers(session, staff, seen),
        replies=_replies(session, staff, seen),
    )


def _words(staff: SignedIn, broadcast: Broadcast) -> list[tuple[str, str]]:
    """In each language; where each family reads its own children's names, it says so."""
    child = staff.reader.gettext(_l("(the children's names)"))
    known = {"school": staff.school.name, "office_phone": staff.school.office_phone, "child": child}
    return [(language, _filled(words, known)) for language, words in broadcast.words.items() if words]


def _filled(words: str, known: Mapping[str, str]) -> str:
    for slot, value in known.items():
        words = words.replace(f"{{{slot}}}", value)
    return words


def _facts(session: Session, staff: SignedIn, broadcast: Broadcast) -> list[str]:
    """Who sent what kind of it and when, and who had a hand in it besides."""
    reader = staff.reader
    is_ahead = broadcast.send_at is not None and broadcast.send_at > (broadcast.cancelled_at or staff.now)
    sent = _l("%(who)s scheduled it: %(when)s") if is_ahead else _l("%(who)s sent it, %(when)s")
    hands = (
        (broadcast.scheduled_by or broadcast.author_id, broadcast.send_at, sent),
        (broadcast.checked_by, broadcast.checked_at, _l("%(who)s checked the words, %(when)s")),
        (broadcast.second_by, broadcast.second_at, _l("%(who)s agreed, %(when)s")),
        (broadcast.cancelled_by, broadcast.cancelled_at, _l("%(who)s cancelled the rest, %(when)s")),
    )
    people = colleagues(session, staff.school, {who for who, _, _ in hands if who})
    kind = (
        reader.gettext(_l("Drill")) if broadcast.is_drill else reader.gettext(URGENCIES[broadcast.urgency][0])
    )
    facts = [
        reader.say(sentence, {"who": people[who].name, "when": reader.when(moment)})
        for who, moment, sentence in hands
        if who in people and moment is not None
    ]
    if broadcast.reason:
        facts.append(reader.say(_l("Why it could not wait: %(reason)s"), {"reason": broadcast.reason}))
    return [kind, *facts]


def _picture(reader: Reader, rows: Mapping[str, Counter[Reached]]) -> Picture:
    columns = [one for one in Reached if any(counts[one] for counts in rows.values())]
    names = {one: reader.gettext(REACHED[one]) for one in columns}
    return Picture(
        [(one.value, names[one]) for one in columns],
        [_bar(reader, name, counts, columns, names) for name, counts in rows.items()],
    )


def _bar(
    reader: Reader,
    name: str,
    counts: Counter[Reached],
    columns: list[Reached],
    names: Mapping[Reached, str],
) -> Bar:
    whole, x = counts.total(), 0.0
    pieces = []
    for one in columns:
        width = round(BAR * counts[one] / whole, 2)
        if counts[one]:
            pieces.append(Piece(one.value, f"{names[one]}: {counts[one]}", round(x, 2), width))
        x += width
    reached = counts[Reached.DELIVERED] + counts[Reached.TOLD]
    share = reader.say(_l("%(percent)s%% reached"), {"percent": reached * 100 // whole})
    return Bar(name, whole, [counts[one] for one in columns], share, pieces)


def _replies(session: Session, staff: SignedIn, seen: Seen) -> Replies:
    reader, broadcast = staff.reader, seen.broadcast
    found = session.execute(
        select(BroadcastReply.is_thanks, func.count())
        .where(BroadcastReply.broadcast_id == broadcast.id)
        .group_by(BroadcastReply.is_thanks)
    ).all()
    counts = dict(found)
    rows = session.execute(
        select(Message, Thread.inbox_id)
        .join(BroadcastReply, BroadcastReply.message_id == Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(BroadcastReply.broadcast_id == broadcast.id, ~BroadcastReply.is_thanks)
        .order_by(BroadcastReply.id.desc())
        .limit(MOST_REPLIES)
    ).all()
    mine = [message for message, inbox in rows if inbox in seen.sight.inboxes]
    families = families_of(session, staff.school, {message.phone_number_id for message in mine})
    besides = beside(session, {message.id for message in mine})

    def translated(message: Message) -> str:
        translation = besides.get(message.id, NOTHING).translations.get(reader.language)
        return translation.body if translation is not None and translation.body != message.body else ""

    thanks, others = counts.get(True, 0), counts.get(False, 0)
    return Replies(
        thanks=reader.ngettext("%(num)s thanks", "%(num)s thanks", thanks) if thanks else "",
        others=reader.ngettext("%(num)s other reply", "%(num)s other replies", others) if others else "",
        lines=[
            ReplyLine(
                message.body,
                translated(message),
                names_of_family(reader, families.get(message.phone_number_id, Family())),
                reader.when(message.created_at),
                conversation_url(message.thread_id),
            )
            for message in mine
        ],
        more=others - len(mine),
    )
