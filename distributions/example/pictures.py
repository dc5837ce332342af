"""Drawn pictures in the place of photos: nobody real is shown in the example."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from centres.indonesian import plain_date
from centres.models import User
from distributions.models import Round
from distributions.rounds.activity import add_photos

SIZE = (1200, 900)
CAPTIONS = (
    ("Paket sembako disiapkan di Rutan", "#f4ead6", True),
    ("Penyerahan paket kepada keluarga", "#dfe9dc", True),
    ("Perjalanan menuju lokasi berikutnya", "#dbe4f1", False),
)


def add_pictures(round: Round, *, by: User, now: datetime.datetime) -> None:
    """Add three pictures with captions; two may be published."""
    uploads = [SimpleUploadedFile("gambar.png", _picture(ground, number)) for number, (_c, ground, _p) in _numbered()]
    for photo, (caption, _ground, may_publish) in zip(
        add_photos(round, uploads, stop=None, credit="Agus Riyanto", by=by, now=now), CAPTIONS, strict=True
    ):
        photo.caption, photo.may_publish = caption, may_publish
        photo.save()


def drawn_logo() -> io.BytesIO:
    """A shield with a package, in the place of a coat of arms."""
    image = Image.new("RGB", (600, 720), "white")
    draw = ImageDraw.Draw(image)
    draw.polygon(((60, 60), (540, 60), (540, 420), (300, 680), (60, 420)), fill="#1f3f6b", outline="#c99a2e", width=24)
    draw.rectangle((190, 200, 410, 420), fill="#e0b65a", outline="#5d431c", width=10)
    draw.line((190, 280, 410, 280), fill="#5d431c", width=10)
    draw.rectangle((275, 200, 325, 280), fill="#c33b2e")
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def signed_paper(signed_on: datetime.date) -> io.BytesIO:
    """A sheet with lines and a signature, in the place of the photo of one; no two days have the same."""
    image = Image.new("RGB", SIZE, "#8d8577")
    draw = ImageDraw.Draw(image)
    draw.rectangle((300, 40, 900, 860), fill="#fbfaf5")
    for line in range(14):
        draw.line((360, 120 + line * 36, 840 - (line % 3) * 60, 120 + line * 36), fill="#6b6b6b", width=5)
    draw.text((640, 680), f"Blora, {plain_date(signed_on)}", fill="#222222", font_size=20)
    draw.line(((640, 780), (690, 730), (700, 790), (760, 735), (770, 785), (840, 750)), fill="#1f3f8a", width=6)
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def drawn_house(number: int) -> io.BytesIO:
    """A house in the place of the photo of one; each number has its own."""
    image = Image.new("RGB", SIZE, "#cfe3f2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 1200, 900), fill="#a9bf8a")
    draw.rectangle((320, 380, 880, 760), fill="#e9dcc0", outline="#6f4f22", width=8)
    draw.polygon(((260, 380), (600, 180), (940, 380)), fill="#a4532f", outline="#6f4f22")
    draw.rectangle((540, 540, 660, 760), fill="#7a5230")
    for left in (380, 720):
        draw.rectangle((left, 470, left + 100, 570), fill="#86b4cf", outline="#6f4f22", width=6)
    for tree in range(number % 5):
        draw.ellipse((40 + tree * 50, 560 - number % 7 * 8, 120 + tree * 50, 660), fill="#5f8a4a")
    draw.text((550, 400), f"No. {number}", fill="#222222", font_size=32)
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def _numbered() -> list[tuple[int, tuple[str, str, bool]]]:
    return list(enumerate(CAPTIONS, start=1))


def _picture(ground: str, boxes: int) -> bytes:
    """A plain scene: ground, sky and as many packages as the picture's number, two rows high."""
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 1200, 900), fill="#c9b48f")
    for number in range(boxes * 2):
        left, top = 140 + (number % 4) * 240, 420 - (number // 4) * 230
        draw.rectangle((left, top, left + 210, top + 220), fill="#b98a4b", outline="#6f4f22", width=6)
        draw.line((left, top + 70, left + 210, top + 70), fill="#6f4f22", width=6)
        draw.rectangle((left + 85, top, left + 125, top + 70), fill="#ffb52e")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
