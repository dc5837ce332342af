"""Pictures that somebody might upload."""

import io

from PIL import Image


def signed_paper(colour: str = "white") -> io.BytesIO:
    """A photo of a sheet; another colour makes another photo."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    file.seek(0)
    file.name = "foto.png"
    return file
