"""Two pictures a family might send, drawn on the fly: a child's drawing and a doctor's note."""

import math
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SAMPLES = ("drawing", "note")

_SKY, _SUN, _GRASS, _BRICK, _RIVER, _INK = "#fdfaf1", "#f4b41a", "#6aa84f", "#d9573f", "#5b9bd5", "#3b3b58"
# Drawn twice as large and then reduced, which smooths every edge.
_SCALE = 2


@cache
def sample_picture(name: str) -> bytes:
    """The PNG of a sample."""
    picture = _drawing() if name == "drawing" else _note()
    small = picture.resize((picture.width // _SCALE, picture.height // _SCALE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawing() -> Image.Image:
    picture = Image.new("RGB", (1200, 900), _SKY)
    draw = ImageDraw.Draw(picture)
    _crayon(draw, [(x, 690) for x in range(-40, 1281, 40)], _GRASS, 60)
    _crayon(draw, [(x, 850) for x in range(-40, 1281, 40)], _RIVER, 220)
    for n in range(12):
        angle = n * math.pi / 6
        x, y = math.cos(angle), math.sin(angle)
        _crayon(draw, [(210 + 110 * x, 200 + 110 * y), (210 + 160 * x, 200 + 160 * y)], _SUN, 14)
    draw.ellipse((125, 115, 295, 285), fill=_SUN)
    arch = [
        (330 + 270 - 270 * math.cos(a / 20 * math.pi), 780 - 210 * math.sin(a / 20 * math.pi))
        for a in range(21)
    ]
    _crayon(draw, arch, _BRICK, 34)
    _crayon(draw, [(x, 570) for x in range(280, 921, 40)], _BRICK, 26)
    for x in range(340, 901, 112):
        _crayon(draw, [(x, 570), (x, 490)], _BRICK, 14)
    _crayon(draw, [(x, 490) for x in range(300, 921, 40)], _BRICK, 14)
    _person(draw, 450, 480, "#8e5ea2", 1.0)
    _person(draw, 560, 480, "#2e8b8b", 0.72)
    _person(draw, 655, 480, "#e07ba0", 0.58)
    _house(draw)
    _tree(draw)
    tilted = picture.rotate(-1.5, Image.Resampling.BICUBIC, fillcolor=_SKY)
    return tilted.crop((16, 16, 1184, 884))


def _crayon(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: str, width: int) -> None:
    # A hand trembles: every point a little aside, by a fixed pattern so that the picture is always the same.
    aside = width / 6
    wobbly = [
        (x + aside * math.sin(n * 2.3), y + aside * math.cos(n * 1.7)) for n, (x, y) in enumerate(points)
    ]
    draw.line(wobbly, fill=colour, width=width, joint="curve")
    for x, y in (wobbly[0], wobbly[-1]):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)


def _person(draw: ImageDraw.ImageDraw, x: float, feet: float, colour: str, size: float) -> None:
    head, body = 34 * size, 120 * size
    top = feet - body - 60 * size
    draw.polygon(
        [(x, top + 20 * size), (x - 46 * size, feet - 50 * size), (x + 46 * size, feet - 50 * size)],
        fill=colour,
    )
    _crayon(draw, [(x - 18 * size, feet - 50 * size), (x - 20 * size, feet)], _INK, round(10 * size))
    _crayon(draw, [(x + 18 * size, feet - 50 * size), (x + 20 * size, feet)], _INK, round(10 * size))
    _crayon(
        draw,
        [(x - 62 * size, top + 60 * size), (x, top + 45 * size), (x + 62 * size, top + 30 * size)],
        _INK,
        round(9 * size),
    )
    draw.ellipse(
        (x - head, top - head * 1.4, x + head, top + head * 0.6), fill="#f2c9a1", outline=_INK, width=6
    )
    for side in (-1, 1):
        eye = x + side * 12 * size
        draw.ellipse((eye - 4, top - 20 * size, eye + 4, top - 20 * size + 8), fill=_INK)
    draw.arc((x - 16 * size, top - 18 * size, x + 16 * size, top + 8 * size), 20, 160, fill=_INK, width=5)


def _house(draw: ImageDraw.ImageDraw) -> None:
    _crayon(draw, [(960, 660), (960, 470), (1140, 470), (1140, 660)], _INK, 12)
    draw.polygon([(930, 475), (1050, 360), (1170, 475)], fill=_BRICK)
    draw.rectangle((1020, 560, 1080, 668), fill="#8a5a3b")
    draw.rectangle((980, 505, 1025, 550), fill=_SUN, outline=_INK, width=6)
    draw.rectangle((1078, 505, 1122, 550), fill=_SUN, outline=_INK, width=6)


def _tree(draw: ImageDraw.ImageDraw) -> None:
    _crayon(draw, [(150, 660), (150, 520)], "#8a5a3b", 30)
    for x, y, r in ((100, 480, 62), (200, 480, 62), (150, 420, 72)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_GRASS)


# Pillow's own font has no accented letters: the words are chosen to need none.
def _note() -> Image.Image:
    table = Image.new("RGB", (1200, 900), "#b98d62")
    grain = ImageDraw.Draw(table)
    for y in range(0, 900, 18):
        shade = "#b28559" if y % 36 else "#c0956b"
        grain.line([(x, y + 6 * math.sin(x / 170 + y)) for x in range(0, 1201, 30)], fill=shade, width=5)
    paper = Image.new("RGBA", (1000, 660), "#fffdf7")
    draw = ImageDraw.Draw(paper)
    draw.rectangle((0, 0, 1000, 96), fill="#2f6f73")
    draw.text((48, 22), "Del Valle Family Clinic", font=_font(44), fill="#ffffff")
    draw.text((48, 130), "Nota de la doctora · Doctor's note", font=_font(34), fill="#2f6f73")
    for line, text in enumerate(
        (
            "Debe guardar reposo hasta el jueves.",
            "Needs to rest until Thursday.",
            "Puede volver a clases el viernes.",
            "May return to school on Friday.",
        )
    ):
        y = 210 + line * 74
        draw.text((48, y), text, font=_font(38), fill=_INK)
        draw.line((48, y + 56, 952, y + 56), fill="#d9e4e4", width=3)
    _crayon(draw, [(640 + n * 4, 585 + (30 - n / 3) * math.sin(n / 3.1)) for n in range(64)], "#27408b", 7)
    draw.line((610, 620, 930, 620), fill="#9aa7a7", width=3)
    tilted = paper.rotate(3.5, Image.Resampling.BICUBIC, expand=True)
    shadow = Image.new("RGBA", tilted.size, "#00000000")
    shadow.paste(Image.new("RGBA", tilted.size, "#3a241266"), mask=tilted.getchannel("A"))
    table.paste(
        shadow.filter(ImageFilter.GaussianBlur(16)), (94, 104), shadow.filter(ImageFilter.GaussianBlur(16))
    )
    table.paste(tilted, (80, 86), tilted)
    return table


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
