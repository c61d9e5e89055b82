"""Did the provider sign this? Pure.

Twilio signs the address it calls and every field of the form, blank ones included, sorted by name. Its own
validator always signs twice and reads slowly; this one agrees with it (a test compares the two) in a fraction of
the time, and checking the signature is much of what an incoming text costs.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import ParseResult, parse_qsl, urlparse

from app.foundation.errors import Invalid
from app.foundation.i18n import _l

SIGNATURE_HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"

MOST_FIELDS = 1000

Form = Sequence[tuple[str, str]]

_DEFAULT_ALGORITHM = "HMAC_SHA1"
_HASHES = {_DEFAULT_ALGORITHM: "sha1", "HMAC_SHA256": "sha256"}


def parse_form(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a posted form in their order, blank ones kept.

    Bytes that are not UTF-8 survive as lone surrogates, so that the signature can still be checked.
    """
    try:
        return parse_qsl(
            raw.decode("utf-8", "surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise Invalid(_l("That form has too many fields.")) from error


def signed_url(public_url: str, path: str, query: str) -> str:
    """The address as the provider knows it; behind a proxy the request itself cannot tell.

    `path` and `query` are as they came over the wire, still percent-encoded.
    """
    address = public_url.rstrip("/") + path
    return f"{address}?{query}" if query else address


def is_signed(
    url: str, form: Form, header: str | None, settings_header: str | None, tokens: Sequence[str]
) -> bool:
    """True when one of our tokens made this signature; several are ours while a token is being replaced."""
    hash_name = _HASHES.get(_algorithm(settings_header).upper())
    if not header or hash_name is None:
        return False
    given = header.encode("utf-8", "replace")
    fields = "".join([name + value for name, value in sorted(set(form))])
    for address in _addresses(url):
        signed = (address + fields).encode("utf-8", "surrogateescape")
        for token in tokens:
            made = b64encode(hmac.digest(token.encode(), signed, hash_name))
            if token and hmac.compare_digest(made, given):
                return True
    return False


def _algorithm(settings_header: str | None) -> str:
    for part in (settings_header or "").split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip()
    return _DEFAULT_ALGORITHM


def _addresses(url: str) -> Iterator[str]:
    """The address as it is and with its port added or left out: Twilio is not consistent about signing it."""
    parts = urlparse(url)
    host = parts.netloc.rpartition("@")[2]  # credentials in the address are never signed
    yield _at(parts, host)
    if parts.port is None:
        yield _at(parts, f"{host}:{443 if parts.scheme == 'https' else 80}")
    else:
        yield _at(parts, host.rpartition(":")[0])


def _at(parts: ParseResult, host: str) -> str:
    return parts._replace(netloc=host).geturl()
