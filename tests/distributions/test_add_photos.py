"""Adding photos to a round: how many it keeps."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.errors import Refused
from distributions.models import Photo
from distributions.rounds.activity import add_photos
from tests.factories import RoundFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2024, 11, 15, 2, 30, tzinfo=datetime.UTC)


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(file, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def add():
    """Adds so many photos at once to one round, and says how many it keeps then."""
    round, by = RoundFactory(), UserFactory()

    def add(count: int) -> int:
        add_photos(round, [picture() for _ in range(count)], stop=None, credit="Agus", by=by, now=NOW)
        return Photo.objects.filter(round=round).count()

    return add


def kept_before(count: int) -> None:
    """So many photos more, as rows of the one that was added: reading sixty pictures takes seconds."""
    photo = Photo.objects.get()
    copies = [Photo(**{field.attname: getattr(photo, field.attname) for field in FIELDS}) for _ in range(count)]
    Photo.objects.bulk_create(copies)


FIELDS = [field for field in Photo._meta.concrete_fields if not field.primary_key]


def test_the_sixtieth_photo_is_kept_and_the_next_one_is_not(add):
    add(1)
    kept_before(58)
    assert add(1) == 60
    with pytest.raises(Refused, match="paling banyak 60 foto"):
        add(1)
    assert Photo.objects.count() == 60


def test_of_photos_that_are_too_many_none_is_kept(add):
    add(1)
    kept_before(57)
    with pytest.raises(Refused):
        add(3)
    assert Photo.objects.count() == 58
    assert add(2) == 60
