"""How the page of phones is drawn and answered: its templates, its headers, its fields."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.simulator.wording import Wording

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"


def static_files() -> StaticFiles:
    """The page's style and script."""
    return StaticFiles(directory=_STATIC)


def field(form: FormData, name: str) -> str:
    """A field of a form, empty where it is missing."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def back(words: Wording, anchor: str) -> Response:
    """To the page, at this place."""
    return RedirectResponse(f"/?{urlencode({'lang': words.language})}#{anchor}", status_code=303)


def page(template: str, words: Wording, **values: object) -> Response:
    return HTMLResponse(render(template, words, **values), headers=HEADERS)


def render(template: str, words: Wording, **values: object) -> str:
    return _templates().get_template(template).render(words=words, static=_static_url, **values)


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(_HERE / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _static_url(name: str) -> str:
    """The address changes with the content, so that no browser shows yesterday's style."""
    return f"/static/{name}?v={sha256((_STATIC / name).read_bytes()).hexdigest()[:12]}"
