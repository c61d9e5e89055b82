"""What two languages take at one school, as a screen shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date
from sqlalchemy.orm import Session

from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price
from app.dashboard.thread_line import NO_FAMILY, family_title
from app.dashboard.words import TOPICS
from app.foundation.i18n import _l
from app.inbox.queries import Sight, newest_threads_of
from app.interpreting.costs import MadeBy, TextsSent, texts_sent, texts_waiting, translations_made
from app.interpreting.important_words import ImportantTopic, words_of
from app.interpreting.translation import Maker
from app.roster.phone_number import PhoneNumber
from app.roster.queries import families_of
from app.roster.readers import Readers, Source, phones_of_unknown_language, readers_by_language
from app.sms.languages import family_languages
from app.staff.queries import who_read

MOST_UNKNOWN = 50

MAKERS = {
    Maker.AUTHOR: _l("Writers themselves"),
    Maker.PHRASE: _l("Phrase bank"),
    Maker.MEMORY: _l("Approved by a colleague before"),
    Maker.PERSON: _l("Colleagues"),
    Maker.ENGINE: _l("%(engine)s (machine)"),
}


@dataclass(frozen=True)
class LanguageRow:
    """How many phones are texted in one language."""

    name: str
    confirmed: int
    roster: int


@dataclass(frozen=True)
class UnknownPhone:
    """A phone that is texted in every language because nobody knows."""

    title: str
    subtitle: str
    standing: str
    thread_id: int | None


@dataclass(frozen=True)
class CostRow:
    """What left in one language in one month."""

    name: str
    texts: int
    segments: int
    cost: str
    untranslated: int


@dataclass(frozen=True)
class Month:
    """A month's texts by language, and what they come to."""

    name: str
    rows: list[CostRow]
    total: CostRow


@dataclass(frozen=True)
class MakerRow:
    """How many translations one maker made, and how they did."""

    name: str
    made: MadeBy


@dataclass(frozen=True)
class LanguageScreen:
    """Everything that the page shows."""

    languages: list[LanguageRow]
    differ: int
    unknown: int
    unknown_phones: list[UnknownPhone]
    months: list[Month]
    makers: list[MakerRow]
    waiting: int
    waiting_since: str
    checkers: list[tuple[str, str]]
    """Each pair of languages with those who read both; "" where nobody does."""
    topics: list[tuple[ImportantTopic, str, list[str]]]
    """What makes a text important, with its name and words."""
    review_hours: int


def look_at_languages(session: Session, staff: SignedIn, sight: Sight, price: Price) -> LanguageScreen:
    """Gathers the page in a fixed number of statements."""
    reader, school = staff.reader, staff.school
    readers = readers_by_language(session, school)
    last_month, this_month, next_month = _month_starts(reader)
    waiting, since = texts_waiting(session, school)
    words = words_of(session, school)
    return LanguageScreen(
        languages=list(_language_rows(reader, readers)),
        differ=sum(r.phones for r in readers if r.source is Source.DIFFER),
        unknown=sum(r.phones for r in readers if r.source is Source.UNKNOWN),
        unknown_phones=_unknown_phones(session, staff, sight),
        months=[
            _month(
                reader, price, this_month, texts_sent(session, school, since=this_month, until=next_month)
            ),
            _month(
                reader, price, last_month, texts_sent(session, school, since=last_month, until=this_month)
            ),
        ],
        makers=[_maker(reader, made) for made in translations_made(session, school, since=last_month)],
        waiting=waiting,
        waiting_since=reader.waited(since) if since else "",
        checkers=list(_checkers(session, staff)),
        topics=[
            (topic, reader.gettext(name), [word for word, found in words.items() if found is topic])
            for topic, name in TOPICS.items()
        ],
        review_hours=school.review_hours,
    )


def _language_rows(reader: Reader, readers: list[Readers]) -> Iterator[LanguageRow]:
    phones: Mapping[tuple[str | None, Source], int] = {(r.language, r.source): r.phones for r in readers}
    for language in dict.fromkeys(r.language for r in readers if r.language):
        yield LanguageRow(
            reader.language_name(language),
            phones.get((language, Source.CONFIRMED), 0),
            phones.get((language, Source.ROSTER), 0),
        )


def _unknown_phones(session: Session, staff: SignedIn, sight: Sight) -> list[UnknownPhone]:
    numbers = phones_of_unknown_language(session, staff.school, limit=MOST_UNKNOWN)
    ids = {number.id for number in numbers}
    families = families_of(session, staff.school, ids)
    threads = newest_threads_of(session, sight, ids)
    return [
        UnknownPhone(
            *family_title(staff.reader, families.get(number.id, NO_FAMILY), number.e164, staff.school.region),
            _asked(staff.reader, number),
            threads.get(number.id),
        )
        for number in numbers
    ]


def _asked(reader: Reader, number: PhoneNumber) -> str:
    _ = reader.gettext
    if number.language_asked_at is None:
        return _("Will be asked when they write")
    return _("Asked %(when)s, no answer yet") % {"when": reader.when(number.language_asked_at)}


def _month_starts(reader: Reader) -> tuple[datetime, datetime, datetime]:
    """When the last month, this one and the next begin at the school."""
    first = reader.now.astimezone(reader.zone).date().replace(day=1)
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    last, this, coming = (
        datetime.combine(day, time(), reader.zone).astimezone(UTC) for day in (before, first, after)
    )
    return last, this, coming


def _month(reader: Reader, price: Price, since: datetime, sent: list[TextsSent]) -> Month:
    rows = [
        CostRow(
            _sent_name(reader, one),
            one.texts,
            one.segments,
            price.of_texts(one.segments, pictures=one.pictures),
            one.untranslated,
        )
        for one in sent
    ]
    segments = sum(row.segments for row in rows)
    total = CostRow(
        reader.gettext(_l("Together")),
        sum(row.texts for row in rows),
        segments,
        price.of_texts(segments, pictures=sum(one.pictures for one in sent)),
        sum(row.untranslated for row in rows),
    )
    return Month(_month_name(reader, since.astimezone(reader.zone).date()), rows, total)


def _month_name(reader: Reader, day: date) -> str:
    words = str(format_date(day, "LLLL y", locale=reader.language))
    return words[:1].upper() + words[1:]


def _sent_name(reader: Reader, sent: TextsSent) -> str:
    if sent.language is None:
        return reader.gettext(_l("Every language in one text, or not known"))
    return reader.language_name(sent.language)


def _maker(reader: Reader, made: MadeBy) -> MakerRow:
    return MakerRow(reader.say(MAKERS[made.maker], {"engine": made.engine}), made)


def _checkers(session: Session, staff: SignedIn) -> Iterator[tuple[str, str]]:
    """For each language of families beside the school's own."""
    reader, own = staff.reader, staff.school.language
    for language in family_languages():
        if language != own:
            pair = reader.listed([reader.language_word(own), reader.language_word(language)])
            people = who_read(session, staff.school, own, language)
            yield pair, reader.listed([person.name for person in people])
