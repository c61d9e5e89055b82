"""One conversation as a screen shows it: bubbles, notes and thin lines in order, the family card, what may be done."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.dashboard.answering import ways_to_count, what_it_answers
from app.dashboard.conversation import (
    Bubble,
    Button,
    Conversation,
    DayMark,
    EventLine,
    FamilyLanguage,
    Item,
    NoteCard,
    Picture,
    Review,
    Shown,
)
from app.dashboard.marks import check_mark, delivery_mark
from app.dashboard.reader import Reader
from app.dashboard.reading import Glasses
from app.dashboard.session import SignedIn
from app.dashboard.words import (
    MEDIA_STATES,
    OPT_OUT_SOURCES,
    ROUTES,
    WORTH_SENDING_AGAIN,
)
from app.foundation.i18n import _l
from app.inbox.inbox import ThreadEvent, ThreadEventKind
from app.inbox.queries import People
from app.interpreting.queries import NOTHING
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState
from app.messages.message import Direction, Message, MessageKind
from app.roster.language import known_language
from app.roster.own_hours import own_hours_of
from app.roster.queries import Family
from app.sms.languages import family_languages
from app.sms.phone_number import display

S = DeliveryStatus
_BY_ITSELF = {MessageKind.TIP: _l("Weekly tip"), MessageKind.EVENT: _l("From an event")}
"""Who wrote what no person did; anything else answers the family."""
_TO_MANY = {MessageKind.BROADCAST: _l("Announcement"), MessageKind.EMERGENCY: _l("Emergency")}


def converse(staff: SignedIn, shown: Shown, *, title: str, subtitle: str) -> Conversation:
    """Puts a thread into the reader's words."""
    reader, thread = staff.reader, shown.open.thread
    snoozed = thread.snoozed_until if thread.snoozed_until and thread.snoozed_until > reader.now else None
    morning = _morning(reader)
    return Conversation(
        shown=shown,
        title=title,
        subtitle=subtitle,
        number=display(shown.open.number.e164, staff.school.region),
        items=list(_with_days(reader, _in_order(staff, shown))),
        earlier_id=shown.messages[0].id if shown.has_earlier else None,
        is_older_page=shown.before_id is not None,
        seen_message_id=shown.messages[-1].id if shown.messages else 0,
        why_not=_why_not(reader, shown),
        hint=_hint(staff, shown),
        review=_review(shown),
        assignee=shown.people.named.get(thread.assigned_to) if thread.assigned_to else None,
        is_waiting=reader.waited(thread.waiting_since) if thread.waiting_since else "",
        snoozed_until=reader.when(snoozed) if snoozed else "",
        warnings=list(_warnings(reader, shown.family)),
        language=_language(reader, shown),
        own_hours=_own_hours(reader, shown),
        tomorrow=morning + timedelta(days=1),
        monday=morning + timedelta(days=7 - morning.weekday()),
        region=staff.school.region,
    )


def _in_order(staff: SignedIn, shown: Shown) -> list[Bubble | NoteCard | EventLine]:
    items = [*_bubbles(staff, shown), *_lines(staff, shown)]
    return sorted(items, key=lambda item: (item.at, item.shape, item.id))


def _with_days(reader: Reader, items: list[Bubble | NoteCard | EventLine]) -> Iterator[Item]:
    day = ""
    for item in items:
        if reader.day_key(item.at) != day:
            day = reader.day_key(item.at)
            yield DayMark(f"d{day}", reader.day(item.at))
        yield item


def _bubbles(staff: SignedIn, shown: Shown) -> Iterator[Bubble]:
    reader, is_under_review = staff.reader, shown.open.standing.review is not None
    guardians = shown.family.guardians
    family = reader.listed([g.name for g in guardians]) or display(
        shown.open.number.e164, staff.school.region
    )
    spoken = {g.language for g in guardians}
    family_language = next(iter(spoken)) if len(spoken) == 1 else None
    glasses = Glasses(reader, staff.person.languages, shown.people.named)
    for message in shown.messages:
        beside, answering = shown.besides.get(message.id, NOTHING), shown.answering.get(message.id)
        is_from_family = message.direction is Direction.IN
        author = family if is_from_family else _author(reader, message, shown)
        yield Bubble(
            id=message.id,
            kind="in" if is_from_family else "out" if message.author_id else "auto",
            author=author,
            is_mine=message.author_id == staff.person.id,
            reading=glasses.read(message, beside, family_language=family_language),
            at=message.created_at,
            clock=reader.clock(message.created_at),
            mark=check_mark(reader, message, beside.reviews)
            or delivery_mark(reader, message, is_under_review=is_under_review),
            routed=reader.gettext(ROUTES[message.routed_by]) if message.routed_by else "",
            pictures=tuple(_pictures(reader, message, shown, author)),
            buttons=(*_buttons(reader, message), *ways_to_count(reader, answering)),
            answers=what_it_answers(reader, answering),
        )


def _author(reader: Reader, message: Message, shown: Shown) -> str:
    if message.author_id is None:
        return reader.gettext(_BY_ITSELF.get(message.kind, _l("Automatic reply")))
    author = shown.people.named.get(message.author_id)
    name = author.name if author else ""
    if message.kind in _TO_MANY:
        what = _l("Drill") if message.id in shown.drills else _TO_MANY[message.kind]
        return " · ".join(filter(None, (name, reader.gettext(what))))
    return name


def _pictures(reader: Reader, message: Message, shown: Shown, author: str) -> Iterator[Picture]:
    _ = reader.gettext
    for medium in shown.media.get(message.id, []):
        instead = "" if medium.state is MediaState.STORED else _(MEDIA_STATES[medium.state])
        alt = _("Picture %(n)s from %(name)s") % {"n": medium.position + 1, "name": author}
        yield Picture(f"/media/{medium.id}", alt, instead)
    if message.picture_id in shown.shown_pictures:
        picture = shown.shown_pictures[message.picture_id]
        yield Picture(picture.path, picture.description(reader.language))


def _buttons(reader: Reader, message: Message) -> Iterator[Button]:
    _ = reader.gettext
    if message.status in {S.UNKNOWN, S.FAILED, S.UNDELIVERED, S.EXPIRED} and message.attention_at is not None:
        if message.status is S.UNKNOWN or message.reason in WORTH_SENDING_AGAIN:
            yield Button("send-again", _("Send again"))
        yield Button("leave", _("It is fine, leave it"))
    elif message.status is S.HELD:
        yield Button("release", _("Send it"))
        yield Button("cancel", _("Cancel"))
    elif message.status in {S.QUEUED, S.DRAFT} and message.author_id is not None:
        yield Button("cancel", _("Cancel"))
    elif message.attention_at is not None:
        yield Button("leave", _("It is fine, leave it"))


def _lines(staff: SignedIn, shown: Shown) -> Iterator[NoteCard | EventLine]:
    reader = staff.reader
    for event in shown.events:
        who = shown.people.named.get(event.staff_member_id) if event.staff_member_id else None
        is_mine, name = event.staff_member_id == staff.person.id, who.name if who else "Puente"
        clock = reader.clock(event.created_at)
        if event.kind is ThreadEventKind.NOTE:
            yield NoteCard(event.id, name, is_mine, event.body, event.created_at, clock)
        else:
            words = _event_words(reader, event, name, shown.people)
            yield EventLine(event.id, words, event.created_at, clock, is_mine)


def _event_words(reader: Reader, event: ThreadEvent, who: str, people: People) -> str:
    _ = reader.gettext
    subject = people.named.get(event.subject_id) if event.subject_id else None
    if event.kind is ThreadEventKind.ASSIGNED and event.subject_id == event.staff_member_id:
        return _("%(who)s took the conversation") % {"who": who}
    sentences = {
        ThreadEventKind.ASSIGNED: _("%(who)s gave the conversation to %(whom)s"),
        ThreadEventKind.UNASSIGNED: _("%(who)s gave the conversation back to everybody"),
        ThreadEventKind.CLOSED: _("%(who)s closed the conversation"),
        ThreadEventKind.REOPENED: _("%(who)s opened the conversation again"),
        ThreadEventKind.SNOOZED: _("%(who)s put the conversation off until %(until)s"),
        ThreadEventKind.MOVED_IN: _(
            "This came over from another inbox, because the family said whom it is for"
        ),
        ThreadEventKind.STOP_CONFIRMED: _("%(who)s decided that the family wants texts to stop"),
        ThreadEventKind.NOT_A_STOP: _("%(who)s decided that this was not a request to stop"),
    }
    until = reader.when(event.until) if event.until else ""
    return sentences[event.kind] % {"who": who, "whom": subject.name if subject else "", "until": until}


def _why_not(reader: Reader, shown: Shown) -> str:
    _ = reader.gettext
    standing = shown.open.standing
    if standing.opt_out is not None:
        source = reader.gettext(OPT_OUT_SOURCES[standing.opt_out.source])
        return " ".join(
            (
                source,
                _(
                    "Nothing can be sent to this number until it texts START. You can call, or write on paper."
                ),
            )
        )
    if standing.review is not None:
        return _("Nothing can be sent until somebody decides whether the family wants texts to stop.")
    if standing.blocked_lines:
        return _("The phone company blocks texts from this line to this number, until it texts START.")
    return ""


def _hint(staff: SignedIn, shown: Shown) -> str:
    """A reply to a family that wrote lately leaves at once; anything else keeps to the school's texting hours."""
    reader, school, _ = staff.reader, staff.school, staff.reader.gettext
    leaves_at = school.texting_hours.next_moment(reader.now)
    wrote_at = max((m.created_at for m in shown.messages if m.direction is Direction.IN), default=None)
    is_answer = wrote_at is not None and reader.now - wrote_at < timedelta(hours=school.direct_reply_hours)
    if leaves_at <= reader.now or is_answer:
        return ""
    return _("Families are not texted now. This will leave: %(when)s.") % {"when": reader.when(leaves_at)}


def _review(shown: Shown) -> Review | None:
    review = shown.open.standing.review
    if review is None:
        return None
    words = next((m.body for m in shown.messages if m.id == review.message_id), "")
    return Review(review.id, words, may_decide=review.thread_id == shown.open.thread.id)


def _warnings(reader: Reader, family: Family) -> Iterator[str]:
    _ = reader.gettext
    for answerer in family.answerers:
        for tie in answerer.ties:
            names = {"guardian": answerer.guardian.name, "child": tie.student.first_name}
            if tie.guardianship.has_court_order:
                order = _(
                    "A court order concerns %(guardian)s and %(child)s. Ask the office before you write."
                )
                yield order % names
            if not tie.guardianship.may_receive:
                yield _("The school was told not to text %(guardian)s about %(child)s.") % names


def _language(reader: Reader, shown: Shown) -> FamilyLanguage:
    _ = reader.gettext
    number, guardians = shown.open.number, shown.family.guardians
    known = known_language(number, guardians)
    if known.language is not None and known.is_confirmed:
        words = _("%(language)s, confirmed by the family")
    elif known.language is not None:
        words = _("%(language)s, from the roster, not confirmed")
    elif guardians and all(guardian.language for guardian in guardians):
        words = _("This phone is shared by people who read different languages. It is texted in both.")
    elif number.language_asked_at is not None:
        words = _("Asked %(when)s, no answer yet. It is texted in every language.")
    else:
        words = _("Not known yet. It is texted in every language.")
    values = {
        "language": reader.language_name(known.language) if known.language else "",
        "when": reader.when(number.language_asked_at) if number.language_asked_at else "",
    }
    offered = tuple((language, reader.language_name(language)) for language in family_languages())
    return FamilyLanguage(words % values, known.language, offered)


def _own_hours(reader: Reader, shown: Shown) -> str:
    own = own_hours_of(shown.open.number)
    if own is None:
        return ""
    _ = reader.gettext
    return _("From %(begin)s until %(end)s.") % {
        "begin": reader.time_of_day(own.begin),
        "end": reader.time_of_day(own.end),
    }


def _morning(reader: Reader) -> datetime:
    return reader.now.astimezone(reader.zone).replace(hour=8, minute=0, second=0, microsecond=0)
