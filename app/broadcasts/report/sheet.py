"""Rows for a spreadsheet, which must never take what a family is called for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

MARK = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for something older, and names lose their accents."""
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Also in the wide forms that spreadsheets of East Asia read alike (OWASP, CSV injection)."""


def sheet_rows(rows: Iterable[Sequence[str]]) -> str:
    """The rows as a file holds them, each cell for itself a plain text."""
    written = StringIO()
    csv.writer(written).writerows([[plain_cell(cell) for cell in row] for row in rows])
    return written.getvalue()


def plain_cell(words: str) -> str:
    """With an apostrophe before what a spreadsheet would work out."""
    return f"'{words}" if words.lstrip(" ").startswith(_BEGINS_FORMULA) else words
