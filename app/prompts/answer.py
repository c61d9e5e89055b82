"""Does this text answer a question? When exactly one live prompt fits, its practice is told; else a person reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.prompts.prompt import Prompt
from app.prompts.reading import Reading, read_answer


@dataclass(frozen=True)
class Answer:
    """A prompt, and what the family's words make of it."""

    prompt: Prompt
    reading: Reading
    message_id: int | None = None
    """The text; None until it is stored."""
    is_only_one: bool = True
    """False where the words would answer another question as well: then nobody knows which is meant."""

    @property
    def value(self) -> object:
        """What the practice stored with the choice that was taken."""
        assert self.reading.choice is not None  # noqa: S101 - asked of numbered choices alone
        return self.prompt.choices[self.reading.choice - 1]["value"]

    @property
    def closes(self) -> bool:
        return self.is_only_one and self.reading.closes

    @property
    def needs_person(self) -> bool:
        return not self.is_only_one or self.reading.needs_person


Reader = Callable[[Session, Prompt, str, datetime], Reading | None]
Readers = Mapping[str, Reader]
"""How each practice reads an answer to its kind of prompt, if not as a numbered choice; None says that it is none."""

AnswerHandler = Callable[[Session, Answer, datetime], None]
Handlers = Mapping[str, AnswerHandler]
"""What each practice does with an answer to its kind of prompt; both are handed in by the composition root."""


def find_answers(
    session: Session, prompts: Sequence[Prompt], body: str, *, readers: Readers, now: datetime
) -> list[Answer]:
    """What the words answer: nothing, or one prompt.

    Where they fit several, a person decides, and a numbered choice is not taken at all; but whoever reads in their own
    way is told, so that they know of a text that may have been meant for them.
    """
    fitting = [
        Answer(prompt, reading)
        for prompt in prompts
        if (reading := readers.get(prompt.kind, read_numbered)(session, prompt, body, now))
    ]
    if len(fitting) > 1:
        fitting = _asked_last(fitting) or fitting
    if len(fitting) == 1:
        return fitting
    return [replace(answer, is_only_one=False) for answer in fitting if answer.prompt.asked is not None]


def _asked_last(fitting: Sequence[Answer]) -> list[Answer]:
    """The one that was asked after all others, if that decides for it; else none."""
    *older, last = sorted(fitting, key=lambda answer: answer.prompt.asked_at)
    is_last = all(answer.prompt.asked_at < last.prompt.asked_at for answer in older)
    return [last] if is_last and last.reading.if_asked_last else []


def take_answer(
    session: Session, answer: Answer, *, message_id: int, handlers: Handlers, now: datetime
) -> None:
    """The practice has acted on what that message says, and the prompt is answered by it, if it closes it."""
    prompt = answer.prompt
    if answer.closes:
        prompt.answered_at, prompt.answer_message_id = now, message_id
        prompt.choice, prompt.note = answer.reading.choice, answer.reading.note
    handler = handlers.get(prompt.kind)
    if handler is not None:
        handler(session, replace(answer, message_id=message_id), now)


def read_numbered(_session: Session, prompt: Prompt, body: str, _now: datetime) -> Reading | None:
    """The choice that the words take; where nobody waits for an answer, one without further words needs no person."""
    reading = read_answer(body, _words(prompt))
    if reading is not None and prompt.gives_way and not reading.note:
        return replace(reading, needs_person=False)
    return reading


def _words(prompt: Prompt) -> list[list[str]]:
    return [[str(word) for word in _as_list(choice["words"])] for choice in prompt.choices]


def _as_list(words: object) -> list[object]:
    return list(words) if isinstance(words, list) else []
