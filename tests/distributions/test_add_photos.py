"""Adding photos to a round: how many it keeps."""

import datetime
import io
import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from centres.models import StoredFile
from config.errors import Refused
from distributions.models import Photo
from distributions.rounds.activity import add_photos
from tests.distributions.months import approved_month
from tests.factories import RoundFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2024, 11, 15, 2, 30, tzinfo=datetime.UTC)


def picture(number: int, *, comment: str = "") -> SimpleUploadedFile:
    """A picture of its own for each number; with a comment it has other bytes."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), (number * 4, 0, 90)).save(file, "JPEG", comment=comment)
    return SimpleUploadedFile("IMG_0001.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def add():
    """Adds so many photos at once to one round, and says how many it keeps then."""
    round, by, numbers = RoundFactory(), UserFactory(), itertools.count()

    def add(count: int) -> int:
        uploads = [picture(next(numbers)) for _ in range(count)]
        add_photos(round, uploads, stop=None, credit="Agus", by=by, now=NOW)
        return Photo.objects.filter(round=round).count()

    return add


def kept_before(count: int) -> None:
    """So many photos more, as rows like the one that was added: reading sixty pictures takes seconds."""
    photo = Photo.objects.get()
    files = [copied(photo.file, sha256=f"{number:064x}") for number in range(count)]
    StoredFile.objects.bulk_create(files)
    Photo.objects.bulk_create(copied(photo, file=file) for file in files)


def copied(row, **changes):
    columns = [field for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{field.name: getattr(row, field.name) for field in columns} | changes)


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


def test_a_picture_is_there_once_however_often_it_is_sent(add):
    add(1)
    round, by = Photo.objects.get().round, UserFactory()
    uploads = [picture(0), picture(7), picture(7, comment="WhatsApp"), picture(0, comment="x")]
    new = add_photos(round, uploads, stop=None, credit="Siti", by=by, now=NOW)
    assert [photo.credit for photo in round.photos.all()] == ["Agus", "Siti"]
    assert [photo.pk for photo in new] == [round.photos.last().pk]


def test_a_picture_that_is_there_takes_no_room(add):
    add(1)
    kept_before(58)
    round, by = Photo.objects.first().round, UserFactory()
    assert len(add_photos(round, [picture(9)], stop=None, credit="", by=by, now=NOW)) == 1
    assert Photo.objects.count() == 60


def test_the_wall_photo_is_there_once_stands_in_the_database(add):
    add(1)
    photo = Photo.objects.get()
    with pytest.raises(IntegrityError, match="photo_is_there_once"):
        copied(photo).save()


def test_the_page_says_which_were_there_already(client):
    month = approved_month(2)
    client.force_login(month.people.officer)
    address = reverse("distributions:photos", args=[month.round.pk])
    client.post(address, {"photos": [picture(1)], "stop": "", "credit": "Agus"}, follow=True)
    page = client.post(address, {"photos": [picture(1), picture(2)], "stop": "", "credit": "Agus"}, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said == ["1 foto ditambahkan.", "1 foto sudah ada dan tidak ditambahkan lagi."]
