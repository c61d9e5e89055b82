"""No log line ever holds a text, a whole phone number or a secret."""

import io
import logging
from collections.abc import Callable, Iterator

import psycopg
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.foundation.logging import configure_logging, get_logger, hide_numbers

NUMBER = "+12065550111"
WORDS = "Mi hija tiene fiebre"

Read = Callable[[], str]


@pytest.fixture
def read_log() -> Iterator[Read]:
    """What has been logged so far."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("INFO")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    yield written.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def log_raised(trouble: Exception, event: str = "failed", **fields: object) -> None:
    """An exception is raised and logged with its traceback."""

    def fail() -> None:
        raise trouble

    try:
        fail()
    except type(trouble):
        get_logger("app.test").exception(event, **fields)


@pytest.mark.parametrize(
    "written",
    [
        "+12065550111",
        "12065550111",
        "2065550111",
        "(206) 555-0111",
        "206.555.0111",
        "206 555 0111",
        "206\u2011555\u20110111",
        "+52 55 1234 0111",
        "whatsapp:+12065550111",
        "To=%2B12065550111&From=x",
        "tel:+1-206-555-0111",
    ],
)
def test_of_a_number_only_the_last_digits_are_left(written: str) -> None:
    hidden = hide_numbers(f"sent to {written} today")
    assert "0111" in hidden
    assert "555" not in hidden
    assert "1234" not in hidden
    assert hidden.startswith("sent to ")


@given(st.from_regex(r"\+[1-9][0-9]{9,14}", fullmatch=True), st.text(max_size=10), st.text(max_size=10))
def test_a_whole_number_never_survives_whatever_stands_around_it(
    number: str, before: str, after: str
) -> None:
    assert number[1:] not in hide_numbers(before + number + after)


@pytest.mark.parametrize("words", ["message_id=12345678", "took 0.25 s", "30005", "room 12", ""])
def test_ordinary_figures_stay(words: str) -> None:
    assert hide_numbers(words) == words


def test_a_line_is_an_event_with_its_fields(read_log: Read) -> None:
    get_logger("app.test").info("message_delivered", message_id=17, attempt=2)
    line = read_log()
    assert "event=message_delivered" in line
    assert "message_id=17" in line
    assert line.count("\n") == 1


@pytest.mark.parametrize("field", ["to", "e164", "sender", "where"])
@pytest.mark.parametrize(
    "value", [NUMBER, [NUMBER, "x"], {"to": NUMBER}, (NUMBER,), 12065550111, ValueError(NUMBER)], ids=repr
)
def test_numbers_are_hidden_in_every_field_of_every_shape(read_log: Read, field: str, value: object) -> None:
    get_logger("app.test").warning("something", **{field: value})
    line = read_log()
    assert "something" in line
    assert "5550111" not in line


@pytest.mark.parametrize(
    "field", ["body", "auth_token", "PASSWORD", "secret_key", "Authorization", "cookie", "signature"]
)
def test_some_fields_are_never_shown_at_all(read_log: Read, field: str) -> None:
    get_logger("app.test").warning("something", **{field: WORDS})
    line = read_log()
    assert WORDS not in line
    assert "[hidden]" in line


def test_a_number_in_the_event_itself_is_hidden(read_log: Read) -> None:
    get_logger("app.test").warning(f"texted {NUMBER}")
    assert "5550111" not in read_log()


def test_an_exception_is_told_without_numbers(read_log: Read) -> None:
    log_raised(ValueError(f"cannot text {NUMBER}"))
    line = read_log()
    assert "ValueError" in line
    assert "test_logging.py" in line
    assert "5550111" not in line


def test_a_librarys_own_record_is_told_without_numbers(read_log: Read) -> None:
    library = logging.getLogger("some.library")
    library.warning("GET /Messages.json?To=%s", NUMBER)
    trouble = ConnectionError(NUMBER)
    library.error("could not reach %s", NUMBER, exc_info=trouble)
    lines = read_log()
    assert "Messages.json" in lines
    assert "ConnectionError" in lines
    assert "5550111" not in lines


@pytest.mark.parametrize(
    "words",
    [
        "connecting to postgresql+psycopg://puente:hunter2@db.example.org/puente failed",
        "Authorization: Basic hunter2hunter2",
        "authorization: bearer hunter2.hunter2",
    ],
)
def test_credentials_inside_words_are_hidden(read_log: Read, words: str) -> None:
    log_raised(ConnectionError(words), why=words)
    assert "hunter2" not in read_log()


def test_the_row_that_a_database_refused_is_not_told(read_log: Read) -> None:
    """PostgreSQL quotes the whole row, and the row of a text holds its words."""
    refused = psycopg.errors.CheckViolation(
        'new row for relation "messages" violates check constraint "ck_messages_kind"\n'
        f"DETAIL:  Failing row contains (1, 1, 1, in, {WORDS}\nsegunda línea, null)."
    )
    log_raised(IntegrityError("insert into messages (body) values (%(body)s)", None, refused))
    line = read_log()
    assert "ck_messages_kind" in line
    assert WORDS not in line
    assert "segunda" not in line


@pytest.mark.parametrize("chatty", ["twilio.http_client", "httpx", "httpcore", "urllib3"])
def test_libraries_that_log_whole_addresses_are_quiet(read_log: Read, chatty: str) -> None:
    logging.getLogger(chatty).info("GET https://api.twilio.com/?To=someone")
    assert read_log() == ""
