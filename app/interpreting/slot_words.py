"""What somebody picks for a slot, in the language of whoever will read it: days and times by rule, names never."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.sms.encoding import with_plain_punctuation
from app.sms.phrase_bank import Phrase, SlotKind
from app.translation.clock_times import Clock, WrittenTime
from app.translation.dates import WrittenDate
from app.translation.region import in_region

LONGEST_VALUE = 60
NEEDS_A_YEAR = timedelta(days=300)
MOST_MONEY = Decimal(1_000_000)


def word_phrase(
    phrase: Phrase,
    typed: Mapping[str, str],
    languages: Iterable[str],
    *,
    currency: str,
    today: date,
) -> dict[str, str]:
    """The phrase in each of these languages, its slots filled. Raises Invalid for what cannot stand in one."""
    texts = {}
    for language in languages:
        wording = phrase.wordings[language]
        values = {
            slot: slot_words(
                phrase.slots[slot].kind,
                typed.get(slot, ""),
                language,
                currency=currency,
                today=today,
            )
            for slot in wording.slots
        }
        texts[language] = wording.fill(**values)
    return texts


def slot_words(kind: SlotKind, typed: str, language: str, *, currency: str, today: date) -> str:
    """What was picked, in the words of that language; raises Invalid."""
    words = " ".join(with_plain_punctuation(typed).split())
    if not words:
        raise Invalid(_l("Fill in every field of the phrase first."))
    if len(words) > LONGEST_VALUE:
        raise Invalid(_l("That is too long for a place in a phrase: %(words)s"), words=words[:LONGEST_VALUE])
    match kind:
        case SlotKind.DATE:
            return date_words(read_date(words), language, today=today)
        case SlotKind.TIME:
            return time_words(read_time(words), language)
        case SlotKind.AMOUNT:
            return _money_words(words, language, currency)
        case _:
            return words


def date_words(day: date, language: str, *, today: date) -> str:
    """With its weekday and the month's name; with the year only where it would be missed."""
    year = day.year if abs(day - today) > NEEDS_A_YEAR else None
    return WrittenDate(day.month, day.day, year=year, weekday=day.weekday()).written(language)


def time_words(moment: time, language: str) -> str:
    minutes = moment.hour * 60 + moment.minute
    return WrittenTime(Clock(minutes, f"{moment.hour}:{moment.minute:02}")).written(language)


def read_date(typed: str) -> date:
    """What a date field holds; raises Invalid."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(_l("Choose a day.")) from None


def read_time(typed: str) -> time:
    """What a time field holds; raises Invalid."""
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Invalid(_l("Choose a time of day.")) from None


def _money_words(typed: str, language: str, currency: str) -> str:
    figure = "".join(c for c in typed if c.isdigit() or c == ".")
    try:
        amount = Decimal(figure)
    except InvalidOperation:
        raise Invalid(_l("Write the amount in figures: 8 or 8.50.")) from None
    if amount > MOST_MONEY:
        raise Invalid(_l("Write the amount in figures: 8 or 8.50."))
    is_whole = amount == amount.to_integral_value()
    pattern = "¤#,##0" if is_whole else "¤#,##0.00"
    written = format_currency(amount, currency, pattern, locale=in_region(language), currency_digits=False)
    return with_plain_punctuation(written)
