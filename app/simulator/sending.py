"""What the provider makes of a request to send: a refusal with its number, or a text stored and on way."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

import phonenumbers
from starlette.responses import JSONResponse, Response

from app.simulator.faults import ACCEPTED, OPTED_OUT, Answer, Verdict
from app.simulator.message import Direction, NewMessage
from app.simulator.parts import Simulator
from app.simulator.wire import DroppedConnection, error_response, message_json, segments_of

BODY_LIMIT = 1600
MEDIA_LIMIT = 10
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SHORT_CODE = re.compile(r"\d{5,6}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]", re.ASCII)

FormFields = dict[str, list[str]]


def form_fields(raw: bytes) -> FormFields:
    """A posted form, blank fields and repeated ones kept."""
    fields: FormFields = {}
    for name, value in parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields


def take(simulator: Simulator, fields: FormFields) -> Response:
    """The answer to one POST; whatever is accepted is stored and travels before the answer leaves."""
    to, sender, body = (last(fields, name) for name in ("To", "From", "Body"))
    service = last(fields, "MessagingServiceSid")
    sender = sender or (simulator.config.pool_sender(to) if service else "")
    refusal = _refusal(fields, to=to, sender=sender, body=body)
    if refusal:
        code, detail = refusal
        return error_response(code, 400, detail)
    verdict = _judge(simulator, sender, to)
    if verdict.answer == Answer.REFUSE:
        return error_response(verdict.code, verdict.status, retry_after=verdict.retry_after)
    media_urls = fields.get("MediaUrl", [])
    message = simulator.store.add(
        NewMessage(
            Direction.API,
            sender,
            to,
            body,
            "queued",
            simulator.clock().timestamp(),
            segments=1 if media_urls else segments_of(body),
            media_count=len(media_urls),
            callback=last(fields, "StatusCallback"),
            service=service or None,
        )
    )
    simulator.reports.begin(message, media_urls)
    match verdict.answer:
        case Answer.STORE_THEN_DROP:
            return DroppedConnection()
        case Answer.STORE_THEN_500:
            return error_response(verdict.code, verdict.status)
    shown = message_json(message, simulator.config)
    if service:
        # With a service the answer comes before a sender is chosen and the pieces are counted.
        shown |= {"status": "accepted", "num_segments": "0"}
    return JSONResponse(shown, status_code=201)


def last(fields: FormFields, name: str) -> str:
    """A field's value, the last one if it was given twice; of the words of a text no blank is lost."""
    values = fields.get(name)
    return values[-1].strip() if values and name != "Body" else (values[-1] if values else "")


def _judge(simulator: Simulator, line: str, phone: str) -> Verdict:
    if simulator.store.is_blocked(line, phone):
        return Verdict(Answer.REFUSE, 400, OPTED_OUT)
    verdict = simulator.fates.judge(phone)
    return simulator.faults.judge_next() if verdict == ACCEPTED else verdict


def _refusal(fields: FormFields, *, to: str, sender: str, body: str) -> tuple[int, str] | None:
    media_urls = fields.get("MediaUrl", [])
    callback = last(fields, "StatusCallback")
    checks = (
        (not to, 21604, ""),
        (not sender, 21603, ""),
        (not is_number(to), 21211, to),
        (not (is_number(sender) or _SHORT_CODE.fullmatch(sender)), 21212, sender),
        (to == sender, 21211, to),
        (not body.strip() and not media_urls, 21602, ""),
        (len(body) > BODY_LIMIT, 21617, ""),
        (len(media_urls) > MEDIA_LIMIT or not all(map(is_web_address, media_urls)), 21620, ""),
        (callback and not is_web_address(callback), 21609, callback),
    )
    return next(((code, detail) for wrong, code, detail in checks if wrong), None)


@lru_cache(maxsize=100_000)
def is_number(text: str) -> bool:
    """True of a phone number that can exist."""
    number = text.removeprefix("whatsapp:")
    if not _E164.fullmatch(number):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def is_web_address(url: str) -> bool:
    """True of an address that the provider would call."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    # An underscore is no part of a host name; Twilio refuses it, and so do some resolvers.
    return parts.scheme in {"http", "https"} and _HOST.fullmatch(host) is not None
