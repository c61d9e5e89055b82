"""Logs: an event name and fields, never a body, never a whole phone number, never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_PHONE = re.compile(r"\+?\d[\d\s().\-\u2010-\u2015]{7,}\d")
_SECRET = re.compile(r"(?i)(token|secret|password|authorization|cookie|signature|body)")
_CREDENTIALS = re.compile(r"(?i)((?<=://)[^\s/@]+(?=@)|(?<=\bbasic )\S+|(?<=\bbearer )\S+)")
_ROW = re.compile(r"(?s)\b(DETAIL|CONTEXT):.*?(?=\n\[SQL|\n\(Background|\nThe above|\nDuring|\Z)")
"""PostgreSQL quotes the whole row that it refuses, and the row of a text holds its words."""
_SAFE_FIELDS = frozenset({"timestamp", "event", "level", "logger"})


def hide_numbers(words: str) -> str:
    """The words with all but the last four digits of every phone number taken out."""
    return _PHONE.sub(lambda found: "…" + re.sub(r"\D", "", found.group())[-4:], words)


def _hide(words: str) -> str:
    return hide_numbers(_CREDENTIALS.sub("[hidden]", _ROW.sub(r"\1: [hidden]", words)))


def _redact(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for field, value in entry.items():
        if field.startswith("_") or (field in _SAFE_FIELDS and field != "event"):
            continue
        if _SECRET.search(field):
            entry[field] = "[hidden]"
        elif not isinstance(value, bool | float | None) and _hide(str(value)) != str(value):
            entry[field] = _hide(str(value))
    return entry


def configure_logging(level: str = "INFO") -> None:
    """Everything, the libraries' records included, goes to standard error as one redacted line each."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "event"], bool_as_flag=False
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # The Twilio client logs whole request URLs at INFO, phone numbers included; httpx does the same.
    for chatty in ("twilio", "httpx", "httpcore", "urllib3", "alembic", "langidentify"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of every beat at which a job is still at work, which is how a full outbox looks.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def get_logger(name: str) -> Any:  # noqa: ANN401 - structlog's lazy proxy has no useful static type
    """The logger of a module."""
    return structlog.stdlib.get_logger(name)
