"""Pictures that were sent: what comes out is pixels only, and what a hostile one breaks is a child process."""

import fcntl
import io
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image, PngImagePlugin

from centres import child_process, pictures
from centres.pictures import clean_picture, logo_png
from config.errors import Refused

NO_PICTURE = "Ini bukan gambar yang dapat dibaca; pakai JPEG, PNG, atau WebP."
TOO_HUNGRY = (
    "Gambar ini butuh terlalu banyak memori atau waktu untuk dibaca. Simpan lebih kecil sebagai JPEG, lalu kirim lagi."
)
BUSY = "Berkas lain sedang dibaca. Coba lagi dalam satu menit."
MB = 1024**2


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def clean(upload: io.BytesIO) -> bytes:
    with clean_picture(upload) as picture:
        return picture.read()


def cleaned(upload: io.BytesIO) -> Image.Image:
    return Image.open(io.BytesIO(clean(upload)))


def refusal(upload: io.BytesIO) -> str:
    with pytest.raises(Refused) as refused:
        clean(upload)
    assert refused.value.field == "photo"
    return str(refused.value)


def file_of(image: Image.Image, kind: str, **options) -> io.BytesIO:
    out = io.BytesIO()
    image.save(out, kind, **options)
    out.seek(0)
    return out


def jpeg(size=(40, 20), **options) -> io.BytesIO:
    return file_of(Image.new("RGB", size, "red"), "JPEG", **options)


def of_the_size_of(size: tuple[int, int], picture: io.BytesIO) -> io.BytesIO:
    """The progressive JPEG with another size in its head: so many pixels that it doesn't have."""
    content = bytearray(picture.getvalue())
    frame = content.index(b"\xff\xc2")
    content[frame + 5 : frame + 9] = struct.pack(">HH", size[1], size[0])
    return io.BytesIO(content)


def png_with(kind: bytes, body: bytes) -> io.BytesIO:
    """A PNG with one more chunk behind its head."""
    content = file_of(Image.new("RGB", (8, 8)), "PNG").getvalue()
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return io.BytesIO(content[:33] + struct.pack(">I", len(body)) + kind + body + checksum + content[33:])


def test_position_camera_and_comment_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 58.0, 12.0)
    upload = jpeg(exif=exif, comment=b"KOMENTAR-RAHASIA", icc_profile=b"PROFIL-RAHASIA" * 10)
    assert b"RAHASIA" in upload.getvalue()

    content = clean(upload)

    assert b"RAHASIA" not in content
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (20, 40)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_text_in_a_png_is_gone_and_what_was_transparent_is_white():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "TEKS-RAHASIA")

    content = clean(file_of(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG", pnginfo=notes))

    assert b"RAHASIA" not in content
    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (255, 255, 255)


def test_the_same_picture_gives_the_same_bytes():
    assert clean(jpeg()) == clean(jpeg())


@pytest.mark.parametrize(
    ("size", "fits"), [((4000, 1000), (2000, 500)), ((1, 65_000), (1, 2000)), ((300, 200), (300, 200))]
)
def test_a_large_picture_is_made_smaller(size, fits):
    assert cleaned(jpeg(size)).size == fits


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_pictures_of_every_colour_mode_are_taken(mode):
    assert cleaned(file_of(Image.new(mode, (8, 8)), "JPEG" if mode == "CMYK" else "PNG")).mode == "RGB"


def test_a_scan_with_65536_greys_keeps_them_apart():
    light, dark = (cleaned(file_of(Image.new("I;16", (8, 8), grey), "PNG")) for grey in (51_200, 12_800))
    assert (light.getpixel((4, 4)), dark.getpixel((4, 4))) == ((200, 200, 200), (50, 50, 50))


def test_where_a_palette_is_transparent_the_paper_is_white():
    image = Image.new("RGB", (8, 8), "red").quantize(4)
    upload = file_of(image, "PNG", transparency=image.getpixel((4, 4)))
    assert cleaned(upload).getpixel((4, 4)) == (255, 255, 255)


def test_the_depth_that_some_phones_add_to_a_photo_is_left_out():
    """They write a second picture behind the first, which Pillow calls MPO."""
    upload = file_of(
        Image.new("RGB", (40, 20), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")]
    )
    picture = cleaned(upload)
    assert (picture.size, picture.format, picture.getpixel((20, 10))) == ((40, 20), "JPEG", (254, 0, 0))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_moving_pictures_the_first_is_kept(kind):
    colours = ("red", "lime", "blue")
    first, *others = (Image.new("RGB", (40, 20), colour) for colour in colours)
    picture = cleaned(file_of(first, kind, save_all=True, append_images=others, duration=100, lossless=True))
    assert (picture.size, picture.getpixel((20, 10))) == ((40, 20), (254, 0, 0))


@pytest.mark.parametrize(
    "content", [b"", b"bukan gambar", b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"GIF89a" + b"\0" * 20]
)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    assert refusal(io.BytesIO(content)) == NO_PICTURE


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "AVIF", "JPEG2000", "PPM", "ICO", "TGA"])
def test_pictures_of_other_kinds_are_refused_whatever_their_name(kind):
    assert refusal(file_of(Image.new("RGB", (32, 32), "red"), kind)) == NO_PICTURE


def test_a_picture_that_breaks_off_is_refused():
    assert refusal(io.BytesIO(jpeg((800, 800)).getvalue()[:700])) == NO_PICTURE


@pytest.fixture(scope="module")
def swelling() -> bytes:
    """200 megabytes in 200 kilobytes: made once, and not already when the tests are collected."""
    return zlib.compress(b"0" * 200 * MB)


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        pytest.param(b"zTXt", b"Comment\0\0", id="text"),
        pytest.param(b"iTXt", b"Comment\0\1\0\0\0", id="international text"),
        pytest.param(b"iCCP", b"icc\0\0", id="colour profile"),
    ],
)
def test_what_swells_beside_the_pixels_is_refused(swelling, kind, head):
    upload = png_with(kind, head + swelling)
    assert len(upload.getvalue()) < MB
    assert refusal(upload) == NO_PICTURE


@pytest.mark.parametrize(
    ("kind", "size", "most"), [("PNG", (5000, 5000), "20"), ("WEBP", (5000, 5000), "20"), ("JPEG", (9000, 9000), "60")]
)
def test_a_small_file_with_very_many_pixels_is_refused_before_it_is_unpacked(kind, size, most):
    upload = file_of(Image.new("L", size), kind)
    assert refusal(upload) == f"Ukuran gambar terlalu besar; paling banyak {most} juta piksel."


def test_a_progressive_photo_is_unpacked_in_part_and_so_has_a_limit_of_its_own():
    small = jpeg((8, 8), progressive=True)
    assert "paling banyak 50 juta" in refusal(of_the_size_of((9000, 6600), small))
    # Of that size it is taken, grey where the file says nothing.
    assert cleaned(of_the_size_of((8160, 6120), small)).size == (2000, 1500)


def test_a_photo_of_50_million_pixels_is_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert cleaned(jpeg((8160, 6120), exif=exif)).size == (1500, 2000)


def test_an_upload_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_UPLOAD_BYTES", 2 * MB)
    assert refusal(io.BytesIO(jpeg().getvalue() + b"\0" * 2 * MB)) == "Gambarnya lebih besar dari 2 MB."


def test_twenty_million_pixels_are_unpacked_in_another_process():
    upload = file_of(Image.new("RGB", (4400, 4500), "red"), "WEBP", lossless=True)
    assert len(upload.getvalue()) < 1000
    clean(jpeg())

    with highest_memory() as grown:
        assert cleaned(upload).size == (1956, 2000)

    assert grown.bytes < 8 * MB


def test_a_picture_that_needs_more_memory_than_a_child_may_have_is_refused():
    """Progressive and in the four colours of print, 49 million need 390 MB before the first of them is drawn."""
    small = file_of(Image.new("CMYK", (8, 8)), "JPEG", progressive=True, subsampling=0)
    upload = of_the_size_of((7000, 7000), small)

    with highest_memory() as grown:
        assert refusal(upload) == NO_PICTURE

    assert grown.bytes < 8 * MB


@contextmanager
def highest_memory() -> Iterator[SimpleNamespace]:
    """By how many bytes the memory of this process was higher meanwhile than at the beginning."""
    Path("/proc/self/clear_refs").write_text("5")  # forgets the highest so far
    before, grown = memory("VmRSS"), SimpleNamespace()
    yield grown
    grown.bytes = memory("VmHWM") - before


def memory(name: str) -> int:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


@pytest.fixture
def child(monkeypatch, tmp_path):
    """Let another program draw the picture."""

    def runs(program: str) -> None:
        path = tmp_path / "child.py"
        path.write_text(program)
        monkeypatch.setattr(pictures.picture_reader, "__file__", str(path))

    return runs


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os; os.abort()", NO_PICTURE),
        ("import os; os.kill(os.getpid(), 11)", NO_PICTURE),
        ("import os; os.kill(os.getpid(), 9)", TOO_HUNGRY),
        ("1 / 0", NO_PICTURE),
        ("", NO_PICTURE),
        ("print('{')", NO_PICTURE),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xd8\\xff without digests')", NO_PICTURE),
        ("print('[]')", NO_PICTURE),
        ('print(\'{"refused": "whatever", "most": 0}\')', NO_PICTURE),
        ("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", TOO_HUNGRY),
    ],
)
def test_whatever_ends_the_child_is_a_sentence(child, program, sentence):
    child(program)
    assert refusal(jpeg()) == sentence


@pytest.mark.parametrize("first", ["", "import os; os.closerange(3, 64)"], ids=["", "lets go of all that it was given"])
def test_a_child_that_takes_too_long_is_stopped(child, monkeypatch, first):
    child(f"{first}\nimport time; time.sleep(60)")
    monkeypatch.setattr(pictures, "SECONDS", 0.2)
    assert refusal(jpeg()) == TOO_HUNGRY


def test_the_child_knows_nothing_of_what_surrounds_it(child, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://rahasia")
    child("import os, sys; sys.stdout.buffer.write(b'\\xff\\xd8\\xff' + repr(dict(os.environ)).encode() + bytes(64))")
    assert b"rahasia" not in clean(jpeg())


def test_pictures_sent_at_once_are_read_one_after_the_other(child, tmp_path):
    busy = tmp_path / "busy"
    child(
        "import os, sys, time\n"
        f"os.mkdir({str(busy)!r}); time.sleep(0.1); os.rmdir({str(busy)!r})\n"
        "sys.stdout.buffer.write(b'\\xff\\xd8\\xff' + bytes(64))"
    )
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(clean, [jpeg() for _number in range(4)])) == {b"\xff\xd8\xff"}


def test_whoever_waits_too_long_is_asked_to_come_again(settings, monkeypatch):
    monkeypatch.setattr(child_process, "WAIT_SECONDS", 0)
    with (settings.DATA_DIR / "photos.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Refused) as refused:
            clean(jpeg())
        # A paper is printed with its logo meanwhile.
        assert logo_png(jpeg().getvalue())
    assert str(refused.value) == BUSY
    assert cleaned(jpeg()).size == (40, 20)
