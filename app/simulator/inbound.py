"""A family's text on its way to the school, and what the carrier itself answers to STOP, START and HELP."""

import asyncio
from dataclasses import dataclass

from app.foundation.clock import Clock
from app.simulator.callbacks import Form, Webhooks
from app.simulator.config import API_VERSION, INBOUND_PATH, ProviderOptOut, SimulatorConfig
from app.simulator.message import Direction, NewMessage, Picture, StoredMessage, new_sid
from app.simulator.store import Store
from app.simulator.wire import segments_of

HTTP_OK = range(200, 300)

STOP_WORDS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
START_WORDS = frozenset({"start", "unstop", "yes"})
HELP_WORDS = frozenset({"help", "info"})
SPANISH = {
    "STOP": frozenset({"alto", "parar", "pare", "cancelar", "baja", "detener", "salir", "borrar"}),
    "START": frozenset({"iniciar", "empezar", "alta"}),
    "HELP": frozenset({"ayuda"}),
}
ANSWERS = {
    (
        "STOP",
        "en",
    ): "You have successfully been unsubscribed. You will not receive any more messages from this number."
    " Reply START to resubscribe.",
    (
        "START",
        "en",
    ): "You have successfully been re-subscribed to messages from this number. Reply HELP for help."
    " Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    ("HELP", "en"): "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    ("STOP", "es"): "Su suscripción ha sido cancelada. No recibirá más mensajes de este número."
    " Envíe INICIAR para volver a suscribirse.",
    ("START", "es"): "Ha vuelto a suscribirse a los mensajes de este número. Envíe AYUDA para recibir ayuda."
    " Envíe ALTO para cancelar.",
    ("HELP", "es"): "Envíe ALTO para cancelar la suscripción. Pueden aplicarse cargos por mensajes y datos.",
}


@dataclass(frozen=True)
class Keyword:
    """A carrier word and the language in which the carrier answers it."""

    kind: str
    language: str = "en"


def carrier_keyword(body: str, mode: ProviderOptOut) -> Keyword | None:
    """The carrier word that a text is, and nothing but is: "STOP PLEASE" is none."""
    word = body.strip().casefold()
    if mode == ProviderOptOut.NONE:
        return None
    for kind, words in (("STOP", STOP_WORDS), ("START", START_WORDS), ("HELP", HELP_WORDS)):
        if word in words:
            return Keyword(kind)
        if mode == ProviderOptOut.ADVANCED and word in SPANISH[kind]:
            return Keyword(kind, "es")
    return None


@dataclass(frozen=True)
class Attachment:
    """A picture about to be sent from a phone."""

    content_type: str
    data: bytes


class FamilyTexts:
    """Stores what a phone sends and calls the product's inbound webhook until it answers or patience ends."""

    def __init__(self, config: SimulatorConfig, store: Store, webhooks: Webhooks, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._webhooks = webhooks
        self._clock = clock
        self._mode = ProviderOptOut(config.provider_opt_out)

    def write(
        self, phone: str, line: str, body: str, attachments: list[Attachment]
    ) -> tuple[StoredMessage, asyncio.Task[None]]:
        """The stored text, and its journey for those who want to wait for the end."""
        now = self._clock().timestamp()
        message = self._store.add(
            NewMessage(
                Direction.INBOUND,
                phone,
                line,
                body,
                "receiving",
                now,
                segments=1 if attachments else segments_of(body),
                media_count=len(attachments),
            )
        )
        pictures = [
            self._store.add_picture(message.sid, a.content_type, a.data, now=now) for a in attachments
        ]
        keyword = None if attachments else carrier_keyword(body, self._mode)
        if keyword:
            self._answer_as_carrier(keyword, phone, line)
        return message, self._webhooks.spawn(self._deliver(message, self._form(message, pictures, keyword)))

    def carry_on(self, message: StoredMessage) -> None:
        """Deliver what a restart interrupted."""
        pictures = self._store.pictures_of(message.sid)
        keyword = None if pictures else carrier_keyword(message.body, self._mode)
        _ = self._webhooks.spawn(self._deliver(message, self._form(message, pictures, keyword)))

    def _answer_as_carrier(self, keyword: Keyword, phone: str, line: str) -> None:
        if keyword.kind == "STOP":
            self._store.block(line, phone)
        elif keyword.kind == "START":
            # "YES" is an ordinary word to everybody who has not opted out.
            if not self._store.unblock(line, phone):
                return
        elif self._store.is_blocked(line, phone):
            return
        body = ANSWERS[keyword.kind, keyword.language]
        now = self._clock().timestamp()
        self._store.add(
            NewMessage(Direction.REPLY, line, phone, body, "delivered", now, segments=segments_of(body))
        )

    async def _deliver(self, message: StoredMessage, form: Form) -> None:
        url = self._config.signed_url + INBOUND_PATH
        token = new_sid("")
        status = await self._webhooks.post(url, form, token=token)
        for pause in self._config.inbound_retry_pauses:
            if status in HTTP_OK:
                break
            await asyncio.sleep(pause)
            status = await self._webhooks.post(url, form, token=token)
        self._store.set_webhook_status(message.sid, status, "received", now=self._clock().timestamp())

    def _form(self, message: StoredMessage, pictures: list[Picture], keyword: Keyword | None) -> Form:
        media_root = (
            f"{self._config.own_url.rstrip('/')}{self._config.account_path}/Messages/{message.sid}/Media"
        )
        form = [
            ("ToCountry", "US"),
            ("ToState", ""),
            ("SmsMessageSid", message.sid),
            ("NumMedia", str(len(pictures))),
            ("ToCity", ""),
            ("FromZip", ""),
            ("SmsSid", message.sid),
            ("FromState", ""),
            ("SmsStatus", "received"),
            ("FromCity", ""),
            ("Body", message.body),
            ("FromCountry", "US"),
            ("To", message.recipient),
            ("ToZip", ""),
            ("NumSegments", str(message.segments)),
            ("MessageSid", message.sid),
            ("AccountSid", self._config.account_sid),
            ("From", message.sender),
            ("ApiVersion", API_VERSION),
        ]
        for n, picture in enumerate(pictures):
            form += [
                (f"MediaContentType{n}", picture.content_type),
                (f"MediaUrl{n}", f"{media_root}/{picture.sid}"),
            ]
        if keyword and self._mode == ProviderOptOut.ADVANCED:
            form.append(("OptOutType", keyword.kind))
        return form
