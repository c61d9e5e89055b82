"""The pretend switchboard: calls that ring, are read out as text, and end; it forgets them when it stops.

On a drawn phone a person decides: pick up, press a key, hang up. Any other number meets the fate of its last digits.
"""

import asyncio
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from app.foundation.clock import Clock
from app.simulator.callbacks import Webhooks
from app.simulator.config import API_VERSION, SimulatorConfig
from app.simulator.faults import Fates, Faults
from app.simulator.handset import language_of
from app.simulator.message import new_sid

GIVE_UP_AFTER = 8
"""So many times in a row somebody may press a key."""
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

Form = list[tuple[str, str]]


@dataclass
class Sentence:
    """Something that was said, and in which language."""

    language: str
    words: str


@dataclass
class PhoneCall:
    """One call, as the provider keeps it."""

    seq: int
    sid: str
    sender: str
    recipient: str
    twiml: str
    url: str
    callback: str
    events: frozenset[str]
    ring_seconds: float
    created_at: float
    status: str = "queued"
    version: int = 0
    heard: list[Sentence] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asks_for_key: bool = False
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    pressed: asyncio.Event = field(default_factory=asyncio.Event)
    key: str = ""
    """The key that was pressed and that nobody has taken yet."""

    @property
    def is_over(self) -> bool:
        return self.status in OVER


class Switchboard:
    """All calls since the start, on the event loop that serves the API."""

    def __init__(
        self, config: SimulatorConfig, webhooks: Webhooks, *, faults: Faults, fates: Fates, clock: Clock
    ) -> None:
        self._config = config
        self._webhooks = webhooks
        self._faults = faults
        self._fates = fates
        self._clock = clock
        self._calls: dict[str, PhoneCall] = {}
        self.version = 0

    def ring(
        self,
        *,
        sender: str,
        recipient: str,
        twiml: str,
        url: str,
        callback: str,
        events: frozenset[str],
        ring_seconds: float,
    ) -> PhoneCall:
        """A call is taken and goes its way."""
        call = PhoneCall(
            seq=len(self._calls) + 1,
            sid=new_sid("CA"),
            sender=sender,
            recipient=recipient,
            twiml=twiml,
            url=url,
            callback=callback,
            events=events,
            ring_seconds=ring_seconds,
            created_at=self._clock().timestamp(),
        )
        self._calls[call.sid] = call
        _ = self._webhooks.spawn(self._go(call))
        return call

    def find(self, sid: str) -> PhoneCall | None:
        return self._calls.get(sid)

    def all(self) -> list[PhoneCall]:
        """Every call, the oldest first."""
        return list(self._calls.values())

    def latest_of(self, number: str) -> PhoneCall | None:
        """What a phone shows: the call that it is ringing for or listening to."""
        open_calls = [call for call in self._calls.values() if call.recipient == number and not call.is_over]
        return open_calls[-1] if open_calls else None

    def wipe(self) -> None:
        """Forget everything."""
        self._calls.clear()
        self.version += 1

    async def _go(self, call: PhoneCall) -> None:
        pace = self._pace()
        for status, event in (("initiated", "initiated"), ("ringing", "ringing")):
            await asyncio.sleep(pace)
            await self._move(call, status, event=event)
        end = self._fates.of_call(call.recipient)
        if self._config.find_phone(call.recipient) is not None and not end:
            end = await self._wait_for_person(call)
        else:
            await asyncio.sleep(pace)
        if end and end != "answered":
            await self._move(call, end, event="completed")
            return
        await self._move(call, "in-progress", event="answered")
        await self._talk(call)
        await self._move(call, "completed", event="completed")

    async def _wait_for_person(self, call: PhoneCall) -> str:
        """How somebody at the page decides; nobody does within the time that a phone rings."""
        await _first_of(call.picked_up, call.hung_up, within=call.ring_seconds)
        if call.picked_up.is_set():
            return "answered"
        return "busy" if call.hung_up.is_set() else "no-answer"

    async def _talk(self, call: PhoneCall) -> None:
        document = call.twiml or await self._fetch(call, call.url, [])
        for _ in range(GIVE_UP_AFTER):
            answer = await self._say_all(call, document)
            if answer is None:
                return
            document = await self._fetch(call, *answer)

    async def _say_all(self, call: PhoneCall, document: str) -> tuple[str, Form] | None:
        """Says it verb by verb; returns where a pressed key goes, or None when it is over."""
        for verb in _verbs(document):
            if call.hung_up.is_set():
                return None
            if verb.tag == "Say":
                await self._say(call, verb)
            elif verb.tag == "Gather":
                for said in verb.iter("Say"):
                    await self._say(call, said)
                key = await self._wait_for_key(call)
                if key:
                    return verb.get("action", ""), [("Digits", key)]
            elif verb.tag == "Hangup":
                return None
        return None

    async def _say(self, call: PhoneCall, said: ET.Element) -> None:
        words = " ".join("".join(said.itertext()).split())
        language = said.get("language", "").partition("-")[0] or language_of(words, "en")
        call.heard.append(Sentence(language, words))
        self._touch(call)
        await asyncio.sleep(min(self._pace(), 1.0) / 4)

    async def _wait_for_key(self, call: PhoneCall) -> str:
        call.asks_for_key = True
        self._touch(call)
        is_person = self._config.find_phone(call.recipient) is not None
        seconds = self._config.key_seconds if is_person else self._pace()
        await _first_of(call.pressed, call.hung_up, within=seconds)
        call.asks_for_key = False
        key, call.key = call.key, ""
        call.pressed.clear()
        if key:
            call.keys.append(key)
        self._touch(call)
        return key

    async def _fetch(self, call: PhoneCall, url: str, more: Form) -> str:
        if not url:
            return ""
        return await self._webhooks.ask(url, [*self._form(call), *more]) or ""

    async def _move(self, call: PhoneCall, status: str, *, event: str) -> None:
        call.status = status
        self._touch(call)
        if event not in call.events or not call.callback or self._faults.drop_callbacks:
            return
        form = self._form(call)
        if status == "failed":
            form.append(("SipResponseCode", "404"))
        for _ in range(1 + self._faults.duplicate_callbacks):
            await self._webhooks.post(call.callback, form)

    def _form(self, call: PhoneCall) -> Form:
        return [
            ("CallSid", call.sid),
            ("AccountSid", self._config.account_sid),
            ("From", call.sender),
            ("To", call.recipient),
            ("CallStatus", call.status),
            ("Direction", "outbound-api"),
            ("ApiVersion", API_VERSION),
        ]

    def _touch(self, call: PhoneCall) -> None:
        self.version += 1
        call.version = self.version

    def _pace(self) -> float:
        return self._config.delay if self._faults.status_delay is None else self._faults.status_delay


async def _first_of(*events: asyncio.Event, within: float) -> None:
    """One of them has come about, or the time is up."""
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _verbs(document: str) -> list[ET.Element]:
    """The verbs of a TwiML document; one that cannot be read says nothing, as the provider hangs up on it."""
    try:
        return list(ET.fromstring(document.encode()))  # noqa: S314 - from the product that is under test
    except ET.ParseError:
        return []
