"""What stands in the composer when a page is shown, and the alphabet that the browser counts with."""

import json
from dataclasses import dataclass
from functools import cache

from app.sms.encoding import GSM7_BASIC, GSM7_EXTENSION, INVISIBLE, PLAIN_PUNCTUATION


@dataclass(frozen=True)
class Composer:
    """The words that somebody has typed so far, and why they could not be sent."""

    typed: str = ""
    complaint: str = ""
    note: str = ""
    writes_note: bool = False

    @property
    def alphabet(self) -> str:
        return alphabet()


@cache
def alphabet() -> str:
    """What the counting script must know of GSM7 and of plain punctuation, from the one place that does."""
    return json.dumps(
        {
            "basic": "".join(sorted(GSM7_BASIC)),
            "extension": "".join(sorted(GSM7_EXTENSION)),
            "punctuation": PLAIN_PUNCTUATION,
            "invisible": INVISIBLE,
        }
    )
