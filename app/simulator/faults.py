"""How the pretend network misbehaves: by a number's last digits (fates) and by switches set as it runs."""

from collections import Counter
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

UNKNOWN_SUBSCRIBER, LANDLINE, OPTED_OUT, TOO_MANY, INTERNAL = 30005, 30006, 21610, 20429, 20500
BUSY_TIMES = 2


class Answer(StrEnum):
    """What the caller of the API is told about a valid text."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    STORE_THEN_DROP = "store-then-drop"
    STORE_THEN_500 = "store-then-500"


@dataclass(frozen=True)
class Verdict:
    """The answer to one text, with status and code when it is refused."""

    answer: Answer
    status: int = 201
    code: int = 0
    retry_after: int | None = None


ACCEPTED = Verdict(Answer.ACCEPT)


@dataclass
class Faults:
    """The switches. All zero and false is a network that behaves.

    A `next_…` count is used up by that many valid texts; a latency or delay of None is as configured.
    """

    api_latency: float | None = None
    status_delay: float | None = None
    reorder_callbacks: bool = False
    duplicate_callbacks: int = 0
    drop_callbacks: bool = False
    unknown_status: str = ""
    down: bool = False
    next_refused: int = 0
    refuse_status: int = 429
    refuse_code: int = TOO_MANY
    refuse_retry_after: int | None = 1
    next_store_then_drop: int = 0
    next_store_then_500: int = 0
    engine_down: bool = False
    """These three are the pretend translation engine's."""
    engine_latency: float = 0.0
    engine_mangles: bool = False

    def change(self, wanted: dict[str, object]) -> None:
        """Set the named switches; an unknown name or a wrong type is refused and nothing changes."""
        for name, value in wanted.items():
            if name not in _SWITCHES or not _fits(name, value):
                message = f"{name} cannot be {value!r}"
                raise ValueError(message)
        for name, value in wanted.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """Behave again."""
        self.change(asdict(Faults()))

    def active(self) -> dict[str, object]:
        """The switches that are not at rest."""
        rest = asdict(Faults())
        return {name: value for name, value in asdict(self).items() if value != rest[name]}

    def judge_next(self) -> Verdict:
        """Use up one of the `next_…` counts, or let the text pass."""
        if self.next_refused > 0:
            self.next_refused -= 1
            return Verdict(Answer.REFUSE, self.refuse_status, self.refuse_code, self.refuse_retry_after)
        if self.next_store_then_drop > 0:
            self.next_store_then_drop -= 1
            return Verdict(Answer.STORE_THEN_DROP)
        if self.next_store_then_500 > 0:
            self.next_store_then_500 -= 1
            return Verdict(Answer.STORE_THEN_500, 500, INTERNAL)
        return ACCEPTED


_SWITCHES = {field.name for field in fields(Faults)}
_NUMBERS_OR_NONE = {"api_latency", "status_delay", "refuse_retry_after"}
_FLAGS = {"reorder_callbacks", "drop_callbacks", "down", "engine_down", "engine_mangles"}
_SECONDS = {"api_latency", "status_delay", "engine_latency"}


def _fits(name: str, value: object) -> bool:
    if name in _FLAGS:
        return isinstance(value, bool)
    if name == "unknown_status":
        return isinstance(value, str)
    if name in _NUMBERS_OR_NONE and value is None:
        return True
    kinds = (int, float) if name in _SECONDS else int
    return isinstance(value, kinds) and not isinstance(value, bool) and value >= 0


class Fates:
    """What the last four digits of a number do to the texts sent to it."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._busy: Counter[str] = Counter()

    def judge(self, number: str) -> Verdict:
        """The answer that the API gives to a text for this number."""
        match number[-4:] if self._enabled else "":
            case "0103":
                return self._judge_busy(number)
            case "0104":
                return Verdict(Answer.REFUSE, 400, OPTED_OUT)
            case "0105":
                return Verdict(Answer.STORE_THEN_DROP)
            case "0106":
                return Verdict(Answer.STORE_THEN_500, 500, INTERNAL)
        return ACCEPTED

    def ending(self, number: str) -> tuple[str, int | None]:
        """The last status of an accepted text, with its error."""
        match number[-4:] if self._enabled else "":
            case "0102":
                return "undelivered", UNKNOWN_SUBSCRIBER
            case "0107":
                return "undelivered", LANDLINE
        return "delivered", None

    def judge_call(self, number: str) -> Verdict:
        """The answer that the API gives to a call: as to a text, but a call pays no heed to who wants no texts."""
        verdict = self.judge(number)
        return ACCEPTED if verdict.code == OPTED_OUT else verdict

    def of_call(self, number: str) -> str:
        """How a call that was taken ends; empty where a person decides, or anybody answers."""
        match number[-4:] if self._enabled else "":
            case "0102":
                return "failed"
            case "0108":
                return "no-answer"
            case "0109":
                return "busy"
        return ""

    def forget(self) -> None:
        """Begin every fate anew."""
        self._busy.clear()

    def _judge_busy(self, number: str) -> Verdict:
        self._busy[number] += 1
        if self._busy[number] > BUSY_TIMES:
            del self._busy[number]
            return ACCEPTED
        return Verdict(Answer.REFUSE, 429, TOO_MANY, 1)
