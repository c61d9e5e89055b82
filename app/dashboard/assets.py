"""Style, scripts and the one borrowed library, served under paths that carry their content's hash."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from app.foundation.errors import NotFound
from app.foundation.i18n import _l

STATIC = Path(__file__).parent / "static"
HTMX = files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
"""htmx as the wheel `django-htmx` carries it; Django itself is not needed to read a file."""
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True)
class Asset:
    """One file that pages refer to."""

    name: str
    content: bytes

    @property
    def path(self) -> str:
        return f"/static/{hashlib.sha256(self.content).hexdigest()[:16]}/{self.name}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Path(self.name).suffix]


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name."""
    own = [
        Asset(path.name, path.read_bytes()) for path in sorted(STATIC.iterdir()) if path.suffix in MEDIA_TYPES
    ]
    return {asset.name: asset for asset in [*own, Asset("htmx.js", HTMX.read_bytes())]}


@cache
def asset_path(name: str) -> str:
    """Where browsers find a file; another content has another path, so none is ever stale."""
    return assets()[name].path


@router.get("/static/{digest}/{name}")
def asset(digest: str, name: str) -> Response:
    found = assets().get(name)
    if found is None or found.path != f"/static/{digest}/{name}":
        raise NotFound(_l("There is no such page."))
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)
