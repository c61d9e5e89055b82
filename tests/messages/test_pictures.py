"""What is kept of a family's picture."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from app.messages.pictures import LONGEST_SIDE, MOST_BYTES, CleanPicture, clean_picture

SECRET = b"Calle Secreta 7"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def drawn(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red, with a blue mark in its top left corner."""
    picture = Image.new("RGB", size, "red")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="blue")
    return picture.convert(mode)


def written(picture: Image.Image, form: str, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (47.0, 36.0, 22.0), 3: "W", 4: (122.0, 19.0, 55.0)})
    return exif


def cleaned(content: bytes) -> CleanPicture:
    clean = clean_picture(content)
    assert clean is not None
    return clean


def shown(clean: CleanPicture) -> Image.Image:
    picture = Image.open(BytesIO(clean.content))
    picture.load()
    assert picture.get_format_mimetype() == clean.content_type
    assert picture.size == (clean.width, clean.height)
    return picture


def is_blue(picture: Image.Image, corner: tuple[int, int]) -> bool:
    pixel = picture.convert("RGB").getpixel(corner)
    assert isinstance(pixel, tuple)
    return pixel[2] > 150 > pixel[0]


@pytest.mark.parametrize(
    ("form", "kept_as"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/png"), ("WEBP", "image/jpeg")],
)
def test_the_four_kinds_of_picture_are_kept(form: str, kept_as: str) -> None:
    clean = cleaned(written(drawn(), form))
    assert (clean.content_type, clean.width, clean.height) == (kept_as, 60, 40)
    assert is_blue(shown(clean), (2, 2))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_depth_is_kept(mode: str) -> None:
    assert cleaned(written(drawn("L" if mode == "I;16" else mode).convert(mode), "PNG")).width == 60


def test_a_picture_of_too_many_pixels_is_refused_however_few_its_bytes() -> None:
    assert clean_picture(written(Image.new("1", (5000, 5000)), "PNG")) is not None
    assert clean_picture(written(Image.new("1", (5000, 5001)), "PNG")) is None


def test_a_photo_made_for_print_is_kept() -> None:
    assert shown(cleaned(written(drawn("CMYK"), "JPEG"))).mode == "RGB"


def test_a_photo_of_two_lenses_is_kept_as_one_photo() -> None:
    both = written(drawn(), "MPO", save_all=True, append_images=[drawn(size=(30, 20))])
    assert getattr(shown(cleaned(both)), "n_frames", 1) == 1


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_not_kept(form: str) -> None:
    content = written(drawn(), form, exif=telling_exif())
    assert SECRET in content
    clean = cleaned(content)
    assert SECRET not in clean.content
    assert dict(shown(clean).getexif()) == {}
    assert b"Exif" not in clean.content
    assert b"eXIf" not in clean.content


def test_words_hidden_in_a_file_are_not_kept() -> None:
    note = PngInfo()
    note.add_text("Comment", SECRET.decode())
    note.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    hiding = [
        written(drawn(), "JPEG", comment=SECRET, icc_profile=SECRET, xmp=SECRET),
        written(drawn(), "PNG", pnginfo=note, icc_profile=SECRET),
        written(drawn(), "GIF", comment=SECRET),
        written(drawn(), "WEBP", xmp=SECRET, icc_profile=SECRET),
        written(drawn(), "PNG") + SECRET,
        written(drawn(), "JPEG") + SECRET,
    ]
    for content in hiding:
        assert SECRET not in cleaned(content).content


@pytest.mark.parametrize(
    ("orientation", "size", "mark"),
    [
        (1, (60, 40), (2, 2)),
        (2, (60, 40), (57, 2)),
        (3, (60, 40), (57, 37)),
        (4, (60, 40), (2, 37)),
        (5, (40, 60), (2, 2)),
        (6, (40, 60), (37, 2)),
        (7, (40, 60), (37, 57)),
        (8, (40, 60), (2, 57)),
        (9, (60, 40), (2, 2)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_is_kept_upright(
    form: str, orientation: int, size: tuple[int, int], mark: tuple[int, int]
) -> None:
    clean = cleaned(written(drawn(), form, exif=telling_exif(orientation)))
    assert (clean.width, clean.height) == size
    assert is_blue(shown(clean), mark)


def test_a_large_photo_taken_sideways_is_scaled_and_upright() -> None:
    clean = cleaned(written(drawn(size=(4032, 3024)), "JPEG", exif=telling_exif(6)))
    assert (clean.width, clean.height) == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)
    assert is_blue(shown(clean), (clean.width - 5, 5))


@pytest.mark.parametrize("size", [(5000, 10), (10, 5000), (2001, 2001)])
def test_no_side_is_longer_than_allowed(size: tuple[int, int]) -> None:
    clean = cleaned(written(drawn(size=size), "PNG"))
    assert max(clean.width, clean.height) == LONGEST_SIDE
    assert min(clean.width, clean.height) >= 1


def test_a_small_picture_stays_as_small_as_it_is() -> None:
    assert cleaned(written(drawn(size=(1, 1)), "PNG")).width == 1


def test_what_is_transparent_stays_transparent() -> None:
    for form in ("PNG", "WEBP"):
        picture = shown(cleaned(written(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), form)))
        assert picture.mode == "RGBA"
        assert picture.getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_of_a_moving_picture_the_first_moment_is_kept() -> None:
    blue = Image.new("RGB", (60, 40), "blue")
    clean = cleaned(written(drawn(), "GIF", save_all=True, append_images=[blue, blue], duration=100))
    assert getattr(shown(clean), "n_frames", 1) == 1
    assert not is_blue(shown(clean), (50, 30))


def test_a_picture_that_is_all_noise_still_fits() -> None:
    side = 2000
    noise = Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3))
    clean = cleaned(written(noise, "PNG", compress_level=0))
    assert len(clean.content) <= MOST_BYTES
    assert clean.content_type == "image/jpeg"


# Bytes that nobody should trust.


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="words"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="SVG"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="HTML"),
        pytest.param(b"%PDF-1.4 and so on", id="PDF"),
        pytest.param(b"BEGIN:VCARD\nFN:Rosa\nEND:VCARD", id="a contact"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42" + bytes(100), id="a film"),
        pytest.param(written(drawn(), "BMP"), id="BMP"),
        pytest.param(written(drawn(), "TIFF"), id="TIFF"),
        pytest.param(written(drawn(), "ICO"), id="ICO"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="PostScript"),
        pytest.param(png_claiming(60_000, 60_000), id="a bomb"),
        pytest.param(png_claiming(10_000, 10_000), id="a small bomb"),
        pytest.param(png_claiming(5_001, 5_000), id="a pixel too many"),
        pytest.param(png_claiming(0, 0), id="no pixels"),
        pytest.param(png_claiming(100, 100), id="fewer pixels than claimed"),
        pytest.param(written(drawn(), "JPEG")[:-300], id="half a photo"),
        pytest.param(b"\xff\xd8\xff", id="the beginning of a photo"),
        pytest.param(b"GIF89a" + b"\xff" * 20, id="a broken GIF"),
        pytest.param(b"RIFF\xff\xff\xff\xffWEBPVP8 ", id="a broken WebP"),
    ],
)
def test_what_is_no_picture_that_we_show_is_refused(content: bytes) -> None:
    assert clean_picture(content) is None


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_photo_with_broken_notes_is_still_shown() -> None:
    broken = b"Exif\x00\x00" + b"MM\x00\x2a\x00\x00\x00\x08\xff\xff" + b"\xff" * 40
    assert cleaned(written(drawn(), "JPEG", exif=broken)).width == 60


def test_a_wide_photo_fills_no_memory_while_it_is_read() -> None:
    assert cleaned(written(drawn(size=(6000, 4000)), "JPEG")).width == LONGEST_SIDE


WHOLE = [
    written(drawn(), "JPEG", exif=telling_exif(6)),
    written(drawn(), "PNG", exif=telling_exif(6)),
    written(drawn(), "WEBP", exif=telling_exif(6)),
    written(drawn(), "GIF"),
]


@settings(max_examples=150)
@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_file_is_refused_or_shown_but_never_an_error(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for damaged in (bytes(content), bytes(content[:cut])):
        clean = clean_picture(damaged)
        assert clean is None or len(clean.content) <= MOST_BYTES
