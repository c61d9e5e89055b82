"""What the forms of groups hold."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from app.dashboard.fields import LARGEST_ID, whole_number

MOST_CHOSEN = 2_000


@dataclass(frozen=True)
class Chosen:
    """The students and phones that were ticked."""

    students: tuple[int, ...]
    phones: tuple[int, ...]


async def _chosen(request: Request) -> Chosen:
    """Read here because a list has as many fields as were ticked; the form has been parsed already."""
    form = await request.form()

    def ids(name: str) -> tuple[int, ...]:
        typed = [words for words in form.getlist(name)[:MOST_CHOSEN] if isinstance(words, str)]
        numbers = [whole_number(words) or 0 for words in typed]
        return tuple(number if number <= LARGEST_ID else 0 for number in numbers)

    return Chosen(ids("student"), ids("phone"))


ChosenHere = Annotated[Chosen, Depends(_chosen)]


def a_day(typed: str) -> date | None:
    """None for what is no day."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
