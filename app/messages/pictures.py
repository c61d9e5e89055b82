"""Making a picture safe to keep, to show and to send, a family's as much as the school's own. Pure.

A phone writes into the file where and when a photo was taken. What is kept is drawn anew from the pixels, so
nothing else of the file survives: no place, no device, no hidden text, no second image.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile

MOST_PIXELS = 25_000_000
"""More than any phone sends by MMS; a tiny file can claim to be gigabytes once unpacked."""
LONGEST_SIDE = 2000
MOST_BYTES = 5_000_000

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_DRAWN = frozenset({"PNG", "GIF"})
"""Screenshots and drawings, whose thin letters JPEG would smear."""
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class CleanPicture:
    """A picture that holds nothing but what can be seen; of a moving one, its first moment."""

    content_type: str
    content: bytes
    width: int
    height: int


def clean_picture(content: bytes) -> CleanPicture | None:
    """The picture drawn anew, upright and not too large; None when the bytes are no picture that we show."""
    try:
        return _redrawn(content)
    except Exception:  # noqa: BLE001 - a decoder fails on hostile bytes with whatever error it stumbles over
        return None


def moves(content: bytes) -> bool:
    """Whether the bytes are a picture of more than one moment, of which only the first would be kept."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            return bool(getattr(picture, "is_animated", False))
    except Exception:  # noqa: BLE001 - as above
        return False


def _redrawn(content: bytes) -> CleanPicture | None:
    with Image.open(BytesIO(content), formats=_FORMATS) as original:
        if original.width * original.height > MOST_PIXELS:
            return None
        picture = _pixels(original)
        picture = _upright(picture, _orientation(original))
        keeps_lines = original.format in _DRAWN or picture.mode == "RGBA"
    for content_type, drawn in _encodings(picture, keeps_lines=keeps_lines):
        if len(drawn) <= MOST_BYTES:
            return CleanPicture(content_type, drawn, picture.width, picture.height)
    return None


def _pixels(original: ImageFile.ImageFile) -> Image.Image:
    """The first frame, scaled down, without anything that came beside it."""
    scale = max(original.size) / LONGEST_SIDE
    if scale > 1:
        # A JPEG can be unpacked at a fraction of its size: a large photo never fills the memory.
        original.draft(None, (int(original.width / scale), int(original.height / scale)))
    picture = original.convert("RGBA" if original.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.info = {}
    return picture


def _orientation(original: ImageFile.ImageFile) -> int:
    with contextlib.suppress(Exception):  # a broken note about the picture costs only its orientation
        return int(original.getexif().get(_ORIENTATION, 1))
    return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return picture.transpose(turn) if turn is not None else picture


def _encodings(picture: Image.Image, *, keeps_lines: bool) -> Iterator[tuple[str, bytes]]:
    """The picture in ever smaller encodings."""
    if keeps_lines:
        yield "image/png", _encoded(picture, "PNG")
    flat = picture
    if picture.mode == "RGBA":
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture)
    for quality in (85, 65, 40):
        yield "image/jpeg", _encoded(flat, "JPEG", quality=quality)


def _encoded(picture: Image.Image, form: str, **options: int) -> bytes:
    target = BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()
