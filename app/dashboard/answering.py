"""What is said beside a family's text that answers an announcement, or came after one."""

from collections.abc import Iterator

from app.broadcasts.answer import Place
from app.broadcasts.answers.beside import Answering
from app.dashboard.conversation import Button
from app.dashboard.reader import Reader
from app.foundation.i18n import _l

_PLACES = {
    Place.HAS: _l("Answers “%(title)s”: %(choice)s (has a place)"),
    Place.WAITING: _l("Answers “%(title)s”: %(choice)s (on the waiting list)"),
    None: _l("Answers “%(title)s”: %(choice)s"),
}


def what_it_answers(reader: Reader, text: Answering | None) -> str:
    """One sentence; empty for a text that has to do with no announcement."""
    if text is None:
        return ""
    choice = text.words.get(reader.language) or next(iter(text.words.values()), "")
    values = {"title": text.title, "choice": choice}
    if text.is_thanks:
        return reader.say(_l("Thanks for the announcement “%(title)s”"), values)
    if text.choice is not None:
        return reader.say(_PLACES[text.place] if choice else _l("Confirms “%(title)s”"), values)
    if choice:
        return reader.say(_l("May answer “%(title)s”, which asks: %(choice)s. Please read it."), values)
    return reader.say(_l("Came after the announcement “%(title)s”"), values)


def ways_to_count(reader: Reader, text: Answering | None) -> Iterator[Button]:
    """A button for each choice that a person may read in it."""
    for number in range(1, (text.offered if text else 0) + 1):
        yield Button(f"count-as-{number}", reader.say(_l("Count it as %(number)s"), {"number": number}))
