"""What pages say about tips: the steps of a week, why one did not go, what families gave back, and days."""

from datetime import date, time
from functools import cache
from itertools import chain

from babel.dates import format_date, format_interval, format_skeleton
from markupsafe import Markup, escape

from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.sms.segments import measure
from app.tips.curriculum import LONGEST_NAME, Step
from app.tips.delivery import Reason
from app.tips.figures import Sign
from app.tips.track import Tip, TipWording

STEPS = {Step.FACT: _l("Fact"), Step.TIP: _l("To do"), Step.GROWTH: _l("Next step")}

WHY = {
    Reason.HELD: _l("The track was held for review"),
    Reason.WITHDRAWN: _l("The school had skipped the text"),
    Reason.MISSING_LANGUAGE: _l("A language was missing, so nobody got it"),
    Reason.NOT_APPROVED: _l("A language was not approved, so nobody got it"),
    Reason.HOLIDAY: _l("There was no school"),
    Reason.NOT_THEIRS: _l("The child had left, changed grades, or may not be written about to this phone"),
    Reason.STOPPED: _l("The family has asked for no texts"),
    Reason.IN_REVIEW: _l("A text looked like a stop, and nobody had decided yet"),
    Reason.UNREACHABLE: _l("Texts do not reach the number"),
    Reason.PAUSED: _l("The family is having a pause"),
    Reason.FEWER: _l("The family wishes for fewer"),
    Reason.NO_ROOM: _l("The week's allowance was used up"),
    Reason.TOO_LATE: _l("Its day was over before it could leave"),
}

SIGNS = {
    Sign.TRIED: _l("Tried it"),
    Sign.REPLY: _l("Wrote back"),
    Sign.FEWER: _l("Asked for fewer"),
    Sign.PAUSE: _l("Asked for a pause"),
    Sign.STOP: _l("Asked to stop"),
}
LEAVING = (Sign.FEWER, Sign.PAUSE, Sign.STOP)

CHILD = "{child}"


def in_reader_language(reader: Reader, wordings: dict[str, str]) -> str:
    """A title or a topic as the reader reads it, or in whatever language there is."""
    return wordings.get(reader.language) or next((words for words in wordings.values() if words), "")


def standing_marks(reader: Reader, tip: Tip) -> list[Mark]:
    """Whether families can get a text, and if not, what it lacks."""
    _ = reader.gettext
    if tip.skipped_at is not None:
        return [Mark(_("Skipped"), Tone.CALM, "skip-forward")]
    marks = [
        Mark(reader.say(_l("Missing in %(language)s"), _named(reader, language)), Tone.BAD, "triangle-alert")
        for language in tip.missing
    ]
    marks += [
        Mark(reader.say(_l("Not approved in %(language)s"), _named(reader, language)), Tone.BAD, "stamp")
        for language in tip.unapproved
    ]
    return marks or [Mark(_("Approved"), Tone.GOOD, "check")]


def lack_words(reader: Reader, missing: tuple[str, ...], unapproved: tuple[str, ...]) -> str:
    """As in "missing in Spanish", "not approved in English and Spanish"."""
    said = [
        reader.say(sentence, {"language": reader.listed([reader.language_word(one) for one in languages])})
        for sentence, languages in (
            (_l("missing in %(language)s"), missing),
            (_l("not approved in %(language)s"), unapproved),
        )
        if languages
    ]
    return "; ".join(said)


def segments_of(wording: TipWording) -> int:
    """With a long name in it, as the texts that come with Puente are measured."""
    return measure(wording.words.replace(CHILD, LONGEST_NAME)).segments


def with_child(words: str, reader: Reader) -> Markup:
    """A wording on which the place of the name is seen."""
    place = Markup('<span class="place">{}</span>').format(reader.gettext(_l("Child")))
    return Markup(str(escape(words)).replace(CHILD, place))  # noqa: S704 - escaped before


def short_day(day: date, language: str) -> str:
    """As in "Mon, Nov 23"."""
    return str(format_skeleton("MMMEd", day, locale=language))


def month_day(day: date, language: str) -> str:
    """As in "November 23"."""
    return str(format_skeleton("MMMMd", day, locale=language))


def long_day(day: date, language: str) -> str:
    """As in "November 23, 2026"."""
    return str(format_date(day, "long", locale=language))


def month_words(day: date, language: str) -> str:
    """As in "November 2026", with a capital as a heading has it."""
    words = str(format_skeleton("yMMMM", day, locale=language))
    return words[:1].upper() + words[1:]


def span_words(first: date, last: date, language: str) -> str:
    """As in "November 26", or from the first day to the last."""
    if first == last:
        return month_day(first, language)
    return str(format_interval(first, last, "MMMMd", locale=language))


def clock_words(at: time, reader: Reader) -> str:
    """A time of the school's day: "5:30 PM"."""
    return reader.time_of_day(at)


@cache
def half_hours(opens: time, closes: time) -> tuple[time, ...]:
    """What may be chosen within texting hours."""
    every = chain.from_iterable((time(hour), time(hour, 30)) for hour in range(24))
    return tuple(at for at in every if opens <= at < closes)


def _named(reader: Reader, language: str) -> dict[str, str]:
    return {"language": reader.language_word(language)}
