"""Pictures that somebody might upload."""

import io
from random import Random
from typing import Any

from PIL import Image


def signed_paper(colour: str = "white") -> io.BytesIO:
    """A photo of a sheet; another colour makes another photo."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    file.seek(0)
    file.name = "foto.png"
    return file


def scan(pages: int) -> io.BytesIO:
    """A PDF of so many pages, each of another colour."""
    colours = [Image.new("RGB", (80, 110), (20 * number, 40, 90)) for number in range(pages)]
    file = io.BytesIO()
    colours[0].save(file, "PDF", save_all=True, append_images=colours[1:])
    file.seek(0)
    return file


def photo(seed: int, kind: str = "JPEG", **options: Any) -> io.BytesIO:
    """A photo of something that another seed doesn't show, with edges that each JPEG draws a little otherwise."""
    chance = Random(seed)  # a picture, no secret
    picture = Image.frombytes("L", (96, 64), chance.randbytes(96 * 64)).convert("RGB")
    return saved(picture, kind, **options)


def saved(picture: Image.Image, kind: str, **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    file.name = f"foto.{kind.lower()}"
    return file
