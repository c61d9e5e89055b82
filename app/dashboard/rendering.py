"""Turning templates into answers: one environment per language, and the headers that every page carries."""

import json
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from lucide.jinja import lucide
from markupsafe import Markup, escape

from app.dashboard import words
from app.dashboard.assets import asset_path
from app.dashboard.reader import Reader
from app.foundation.i18n import interface_languages, language_name, language_word, translations
from app.sms.phrase_bank import Phrase
from app.sms.template import Template

TEMPLATES = Path(__file__).parent / "templates"
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,  # they would be an inline style
        "allowEval": False,
        "historyCacheSize": 0,  # a shared computer must not keep families' texts
        "refreshOnHistoryMiss": True,
        "scrollIntoViewOnBoost": False,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "...", "swap": True},  # refusals are pages too, with what was typed still in them
        ],
    }
)
LONGEST_NEXT = 500


def page(
    request: Request,
    template: str,
    reader: Reader,
    *,
    status: int = 200,
    **context: Any,  # noqa: ANN401 - templates read anything
) -> Response:
    """A whole page, or the whole piece of one, in the reader's language."""
    html = render(template, reader, path=request.url.path, **context)
    return HTMLResponse(html, status_code=status, headers=PAGE_HEADERS)


def render(template: str, reader: Reader, **context: Any) -> str:  # noqa: ANN401 - templates read anything
    return _environment(reader.language).get_template(template).render(reader=reader, **context)


def see_other(path: str, **query: object) -> Response:
    """After a write: the browser fetches the page anew, so that a reload repeats nothing."""
    return RedirectResponse(with_query(path, **query), status_code=303, headers={"Cache-Control": "no-store"})


def with_query(path: str, **query: object) -> str:
    """The path with those values that are not empty."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def safe_next(path: str) -> str:
    """Where to go after signing in: a path of this very site or the inbox."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and len(path) <= LONGEST_NEXT else "/inbox"


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    catalog = translations(language)
    install: Callable[..., None] = environment.install_gettext_translations  # type: ignore[attr-defined]
    install(catalog, newstyle=True)
    environment.globals.update(
        asset=asset_path,
        icon=_icon,
        url=with_query,
        words=words,
        htmx_config=HTMX_CONFIG,
        interface_languages=interface_languages(),
        own_name=lambda code: language_name(code, code),
        language_word=language_word,
    )
    environment.filters["fingerprint"] = _fingerprint
    environment.filters["with_places"] = _with_places
    return environment


@cache
def _icon(name: str) -> Markup:
    """A drawing beside words that say the same, so it is nothing to a screen reader."""
    return Markup(lucide(name, size=20, **{"aria-hidden": "true", "class": "icon"}))  # noqa: S704 - nobody's words


def _with_places(wording: Template, phrase: Phrase, reader: Reader) -> Markup:
    """A wording on which the places to fill are seen, named in the reader's language."""
    names = {slot: reader.gettext(words.SLOTS[phrase.slots[slot].kind]) for slot in wording.slots}
    places = {slot: Markup('<span class="place">{}</span>').format(name) for slot, name in names.items()}
    return Markup(Template(str(escape(wording.text))).fill(**places))  # noqa: S704 - escaped above


def _fingerprint(html: str) -> str:
    """Equal for equal pieces of a page, so that an open page replaces only what has changed."""
    return f"{zlib.crc32(html.encode()):08x}"
