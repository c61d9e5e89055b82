"""Phone numbers: read from what people type, shown as they write them, masked for logs."""

import re
from typing import NewType

import phonenumbers
from phonenumbers import PhoneNumberFormat as _Format

from app.foundation.errors import Invalid
from app.foundation.i18n import _l

E164 = NewType("E164", str)

# Only what a phone number is written with: the library alone would find one inside "whatsapp:+12065550123".
_WRITTEN_AS_A_NUMBER = re.compile(r"\+?[\d\s().\-\u2010-\u2015/]+")
_E164_FORM = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_DIGITS_SHOWN = 4


def parse_phone_number(text: str, region: str = "US") -> E164:
    """The number a person typed; a number without a country belongs to `region`."""
    number = _parsed(text, region)
    if number is None or not phonenumbers.is_valid_number(number):
        raise Invalid(_l("Not a phone number that can receive texts: %(typed)s"), typed=text.strip()[:40])
    return _e164(number)


def find_phone_number(text: str, region: str = "US") -> E164 | None:
    """The number in a sender or search field, or None for a short code, a WhatsApp address or words.

    A complete international number passes when it merely could exist: a new area code texts us before our
    tables know it, and that text must not be lost.
    """
    number = _parsed(text, region)
    if number is None:
        return None
    could_exist = _E164_FORM.fullmatch(text.strip()) and phonenumbers.is_possible_number(number)
    return _e164(number) if could_exist or phonenumbers.is_valid_number(number) else None


def mask(number: str) -> str:
    """What a log may know of a number: "•••0123". Of anything with few digits it shows none."""
    digits = re.sub(r"\D", "", number)
    return "•••" + (digits[-_DIGITS_SHOWN:] if len(digits) >= 2 * _DIGITS_SHOWN else "")


def display(number: str, region: str = "US") -> str:
    """As people write it: "(206) 555-0123" at home, "+52 55 1234 5678" abroad. What is no number stays."""
    parsed = _parsed(number, region)
    if parsed is None:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    return phonenumbers.format_number(parsed, _Format.NATIONAL if at_home else _Format.INTERNATIONAL)


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    if not _WRITTEN_AS_A_NUMBER.fullmatch(text.strip()):
        return None
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: phonenumbers.PhoneNumber) -> E164:
    return E164(phonenumbers.format_number(number, _Format.E164))
