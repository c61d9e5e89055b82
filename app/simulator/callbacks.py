"""What the provider tells the product: signed webhooks, and the status reports of every text on its way."""

import asyncio
import hmac
from base64 import b64encode
from collections import Counter
from collections.abc import Coroutine
from urllib.parse import unquote, urlencode

import httpx

from app.foundation.clock import Clock
from app.simulator.config import API_VERSION, SimulatorConfig
from app.simulator.faults import Fates, Faults
from app.simulator.message import StoredMessage
from app.simulator.posting import NOT_REACHED, Poster
from app.simulator.store import Store

CALLS_AT_ONCE = 20
PICTURE_SECONDS = 10.0
CALL_SECONDS = 15.0

Form = list[tuple[str, str]]


def signature(url: str, form: Form, token: str) -> str:
    """X-Twilio-Signature: the URL, then every field by name, each name with its value, under HMAC-SHA1."""
    fields = sorted(set(form))
    signed = url.partition("#")[0] + "".join(name + value for name, value in fields)
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


class Webhooks:
    """Signed calls to the product, all on the event loop that serves the API, a limited number at once."""

    def __init__(self, config: SimulatorConfig) -> None:
        self._config = config
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(CALLS_AT_ONCE)
        self._poster = Poster()
        self.answers: Counter[int] = Counter()

    async def stop(self) -> None:
        """Leave every journey where it is and hang up."""
        await self.abandon()
        self._poster.close()

    async def abandon(self) -> None:
        """Cancel all that is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Do it beside the API, which never waits for the product."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def post(self, url: str, form: Form, *, token: str = "") -> int:
        """The status of the product's answer, as `Poster.post` tells it."""
        headers = self._headers(url, form)
        if token:
            headers["I-Twilio-Idempotency-Token"] = token
        async with self._turns:
            status = await self._poster.post(self._config.reachable(url), urlencode(form).encode(), headers)
        self.answers[status] += 1
        return status

    async def ask(self, url: str, form: Form) -> str | None:
        """What the product answers to a signed call, in its own words; None where it does not."""
        try:
            async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False) as client:
                answer = await client.post(
                    self._config.reachable(url),
                    content=urlencode(form).encode(),
                    headers=self._headers(url, form),
                )
        except (httpx.HTTPError, httpx.InvalidURL):
            self.answers[NOT_REACHED] += 1
            return None
        self.answers[answer.status_code] += 1
        return answer.text if answer.is_success else None

    def _headers(self, url: str, form: Form) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": signature(url, form, self._config.auth_token),
        }

    async def fetch(self, url: str) -> tuple[str, bytes, str] | None:
        """A picture that the product attached, as (content type, bytes, what the product says it shows)."""
        address = self._config.reachable(url)
        try:
            # The environment's proxies are not for this machine's own addresses.
            async with httpx.AsyncClient(
                timeout=PICTURE_SECONDS, trust_env=False, follow_redirects=True
            ) as client:
                answer = await client.get(address)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        if not answer.is_success:
            return None
        headers = answer.headers
        return (
            headers.get("content-type", ""),
            answer.content,
            unquote(headers.get("content-description", "")),
        )


class Reports:
    """The journey of each accepted text: sending, sent, and the end its number's fate gives it."""

    def __init__(
        self,
        config: SimulatorConfig,
        store: Store,
        webhooks: Webhooks,
        *,
        faults: Faults,
        fates: Fates,
        clock: Clock,
    ) -> None:
        self._config = config
        self._store = store
        self._webhooks = webhooks
        self._faults = faults
        self._fates = fates
        self._clock = clock

    def begin(self, message: StoredMessage, media_urls: list[str] | None = None) -> None:
        """Let a text travel, or travel on after a restart."""
        _ = self._webhooks.spawn(self._travel(message, media_urls or []))

    async def _travel(self, message: StoredMessage, media_urls: list[str]) -> None:
        ending, error_code = self._fates.ending(message.recipient)
        journey: list[tuple[str, int | None]] = [("sending", None), ("sent", None), (ending, error_code)]
        passed = {"sending": 1, "sent": 2}.get(message.status, 0)
        held_back: list[Form] = []
        for url in media_urls:
            await self._fetch_picture(message, url)
        for status, code in journey[passed:]:
            await asyncio.sleep(self._pace())
            now_stored = self._store.find(message.sid)
            if now_stored is None or now_stored.status == "canceled":
                return
            self._store.set_status(message.sid, status, now=self._clock().timestamp(), error_code=code)
            # An unheard-of status takes the place of `sent` in what is told, never in what is true.
            told = self._faults.unknown_status if self._faults.unknown_status and status == "sent" else status
            report = self._report(message, told, code)
            if self._faults.reorder_callbacks:
                held_back.append(report)
            else:
                await self._tell(message.callback, report)
        for report in reversed(held_back):
            await self._tell(message.callback, report)

    def _pace(self) -> float:
        return self._config.delay if self._faults.status_delay is None else self._faults.status_delay

    def _report(self, message: StoredMessage, status: str, error_code: int | None) -> Form:
        form = [
            ("SmsSid", message.sid),
            ("SmsStatus", status),
            ("MessageStatus", status),
            ("To", message.recipient),
            ("MessageSid", message.sid),
            ("AccountSid", self._config.account_sid),
            ("From", message.sender),
            ("ApiVersion", API_VERSION),
        ]
        if message.service:
            form.append(("MessagingServiceSid", message.service))
        if error_code is not None:
            form.append(("ErrorCode", str(error_code)))
        return form

    async def _tell(self, callback: str, report: Form) -> None:
        if not callback or self._faults.drop_callbacks:
            return
        for _ in range(1 + self._faults.duplicate_callbacks):
            # The provider tries a second time only when nobody was there; an error answer is final.
            if await self._webhooks.post(callback, report) == NOT_REACHED:
                await asyncio.sleep(self._pace())
                await self._webhooks.post(callback, report)

    async def _fetch_picture(self, message: StoredMessage, url: str) -> None:
        fetched = await self._webhooks.fetch(url)
        if fetched is not None:
            content_type, data, shows = fetched
            self._store.add_picture(
                message.sid, content_type, data, now=self._clock().timestamp(), description=shows
            )
