"""Does this text answer a question? When exactly one live prompt fits, its practice is told; else a person reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.prompts.prompt import Prompt
from app.prompts.reading import Reading, read_answer


@dataclass(frozen=True)
class Answer:
    """A prompt, and what the family's words make of it."""

    prompt: Prompt
    reading: Reading

    @property
    def value(self) -> object:
        """What the practice stored with the choice that was taken."""
        return self.prompt.choices[self.reading.choice - 1]["value"]


AnswerHandler = Callable[[Session, Answer, datetime], None]
Handlers = Mapping[str, AnswerHandler]
"""What each practice does with an answer to its kind of prompt; handed in by the composition root."""


def find_answer(prompts: Sequence[Prompt], body: str) -> Answer | None:
    """The one prompt that the words answer; None when none does or several do."""
    fitting = [
        Answer(prompt, reading) for prompt in prompts if (reading := read_answer(body, _words(prompt)))
    ]
    return fitting[0] if len(fitting) == 1 else None


def take_answer(
    session: Session, answer: Answer, *, message_id: int, handlers: Handlers, now: datetime
) -> None:
    """The prompt is answered by that message, and its practice has acted on it."""
    prompt = answer.prompt
    prompt.answered_at, prompt.answer_message_id = now, message_id
    prompt.choice, prompt.note = answer.reading.choice, answer.reading.note
    handler = handlers.get(prompt.kind)
    if handler is not None:
        handler(session, answer, now)


def _words(prompt: Prompt) -> list[list[str]]:
    return [[str(word) for word in _as_list(choice["words"])] for choice in prompt.choices]


def _as_list(words: object) -> list[object]:
    return list(words) if isinstance(words, list) else []
