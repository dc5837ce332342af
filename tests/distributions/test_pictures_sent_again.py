"""A picture that was sent before is known again, also once it was downloaded from Peduli: it is one of one round."""

import datetime
import io
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from centres.models import PixelDigest, StoredFile
from centres.pictures import clean_picture
from centres.private_files import read_bytes, store_bytes, store_picture
from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import Handover, Photo, Recipient, SignedPage, State
from distributions.rounds.activity import add_photos
from distributions.rounds.approval import approve_on_paper, cancel_round, submit_round
from distributions.rounds.signed_pages import add_signed_pages
from distributions.rounds.transitions import transition
from tests import pictures
from tests.client import Client
from tests.distributions import months
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.months import approved_month
from tests.factories import RecipientFactory, RoundFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by

pytestmark = pytest.mark.django_db


@stands
def people():
    return blora()


@stands
def round(people):
    return november(people)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def december(people, round):
    """A round that waits for its approval, after that of November was approved on a signed paper and cancelled."""
    approve_on_paper(
        round, signed_on=TODAY, signer="Hendro Prasetyo", photo=pictures.photo(1), by=people.coordinator, now=NOW
    )
    cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)
    december = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=datetime.date(2024, 12, 20))
    RecipientFactory(round=december, family=people.families[0])
    return december


def approve(round, people, photo):
    return approve_on_paper(
        round, signed_on=TODAY, signer="Hendro Prasetyo", photo=photo, by=people.coordinator, now=NOW
    )


def downloaded(stored: StoredFile) -> io.BytesIO:
    return io.BytesIO(read_bytes(stored))


def with_a_comment(jpeg: io.BytesIO) -> io.BytesIO:
    content = jpeg.read()
    return io.BytesIO(content[:2] + b"\xff\xfe\x00\x06lagi" + content[2:])


def as_png(jpeg: io.BytesIO) -> io.BytesIO:
    return pictures.saved(Image.open(jpeg), "PNG")


def upload(file: io.BytesIO) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", file.read(), "image/jpeg")


def with_proof(recipient: Recipient, stored: StoredFile) -> Submission:
    said = {"key": uuid4(), "channel": "page", "recorded_at": months.NOW, "recipient_id": recipient.pk}
    return Submission(kind=Kind.DELIVERED, proof="photo", proof_file_id=stored.pk, **said)


@pytest.mark.parametrize("again", [lambda file: file, with_a_comment, as_png], ids=["as it is", "commented", "as PNG"])
def test_a_signed_paper_that_was_downloaded_approves_no_other_round(people, round, december, again):
    with pytest.raises(Refused, match="foto berkas November 2024") as refused:
        approve(december, people, again(downloaded(round.paper_photo)))
    assert refused.value.field == "photo"
    december.refresh_from_db()
    assert december.state == State.DRAFT


def test_nor_does_the_photo_that_was_sent_in_another_file(people, round, december):
    with pytest.raises(Refused, match="foto berkas November 2024"):
        approve(december, people, as_png(pictures.photo(1)))


def test_another_paper_approves_another_round(people, round, december):
    approve(december, people, pictures.photo(2))
    december.refresh_from_db()
    assert december.state == State.APPROVED
    assert december.paper_photo != round.paper_photo


def test_what_was_downloaded_is_the_same_picture_and_not_another_one(people):
    given = {"centre": people.centre, "by": people.officer, "kind": "photo", "now": NOW}
    with clean_picture(pictures.photo(1)) as picture:
        first = store_picture(picture, **given)
    with clean_picture(downloaded(first)) as picture:
        assert picture.read() != read_bytes(first)
        assert store_picture(picture, **given) == first
    assert StoredFile.objects.count() == 1
    assert PixelDigest.objects.filter(file=first).count() == 2


def test_a_picture_whose_bytes_are_lost_is_stored_anew(people, tmp_path):
    given = {"centre": people.centre, "by": people.officer, "kind": "photo", "now": NOW}
    with clean_picture(pictures.photo(1)) as picture:
        first = store_picture(picture, **given)
    again = downloaded(first)
    for file in (tmp_path / "files").rglob("*"):
        if file.is_file():
            file.unlink()
    with clean_picture(again) as picture:
        anew = store_picture(picture, **given)
    assert (anew != first, read_bytes(anew)[:3]) == (True, b"\xff\xd8\xff")


def test_a_picture_of_one_round_shows_nothing_of_another(people, round, december):
    """As a photo, as a page of a signed paper, and as the proof of a hand-over."""
    month = approved_month()
    for file in (pictures.photo(3), pictures.photo(4)):
        add_photos(month.round, [upload(file)], stop=None, credit="", by=month.people.officer, now=NOW)
    first, second = Photo.objects.order_by("pk")
    other = RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    with pytest.raises(Refused, match=f"Gambar ini milik {month.round.name}") as refused:
        add_photos(other, [upload(downloaded(first.file))], stop=None, credit="", by=month.people.officer, now=NOW)
    assert refused.value.field == "photos"
    RecipientFactory(round=other, family=month.reserve.family)
    transition(other, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    transition(other, State.APPROVED, by=month.people.head, now=NOW)
    with pytest.raises(Refused, match="Gambar ini milik") as refused:
        add_signed_pages(
            other, [upload(downloaded(second.file))], kind="bast", first=None, by=month.people.officer, now=NOW
        )
    assert refused.value.field == "pages"
    assert (Photo.objects.count(), SignedPage.objects.count()) == (2, 0)


def test_the_proof_of_a_hand_over_is_no_photo_of_another_round():
    month, client = approved_month(), Client()
    other = RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    add_photos(other, [upload(pictures.photo(5))], stop=None, credit="", by=month.people.officer, now=NOW)
    client.force_login(month.people.officer)
    address = reverse("distributions:handover_recipient", args=[month.round.pk, month.recipients[0].pk])
    form = {"key": str(uuid4()), "received_by": "contact", "when": str(timezone.localdate())}

    answer = client.post(address, form | {"photo": upload(downloaded(Photo.objects.get().file))})

    assert f"Gambar ini milik {other.name}" in answer.content.decode()
    assert not Handover.objects.exists()
    assert client.post(address, form | {"photo": upload(pictures.photo(6))}).status_code == 302


@pytest.mark.parametrize("photo_first", [True, False])
def test_what_more_people_may_open_is_no_signed_page_and_no_signed_page_is_a_photo(photo_first):
    """A file has one kind, by which it is shown and logged: Humas opened the signed list, and no line was written."""
    month = approved_month()
    by = month.people.officer

    def as_photo():
        add_photos(month.round, [upload(pictures.photo(3))], stop=None, credit="", by=by, now=NOW)

    def as_page():
        add_signed_pages(month.round, [upload(pictures.photo(3))], kind="bast", first=None, by=by, now=NOW)

    first, second = (as_photo, as_page) if photo_first else (as_page, as_photo)
    first()
    with pytest.raises(Refused, match="Gambar ini sudah tersimpan sebagai"):
        second()
    assert (Photo.objects.count(), SignedPage.objects.count()) == ((1, 0) if photo_first else (0, 1))


def test_within_its_round_the_signed_approval_is_a_signed_page_too(people, round):
    approve(round, people, pictures.photo(1))
    page = [upload(downloaded(round.paper_photo))]
    (kept,) = add_signed_pages(round, page, kind="bast", first=None, by=people.officer, now=NOW)
    assert kept.file == round.paper_photo


def test_no_picture_is_taken_for_two_rounds_by_sql(people, round, december):
    """A file of one round, written into each column of another one that holds a file."""
    month = approved_month()
    given = {"added_by": month.people.officer, "added_at": NOW, "centre": month.centre}
    other = RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    add_photos(other, [upload(pictures.photo(5))], stop=None, credit="", by=month.people.officer, now=NOW)
    taken = Photo.objects.get()
    add_photos(month.round, [upload(pictures.photo(6))], stop=None, credit="", by=month.people.officer, now=NOW)
    ours = Photo.objects.get(round=month.round)
    adding_is_refused("photo_is_of_no_other_round", copied(ours, file=taken.file))
    changing_is_refused("photo_is_of_no_other_round", ours, file=taken.file)
    page = SignedPage(round=month.round, kind="bast", number=1, file=taken.file, **given)
    adding_is_refused("signed_page_is_of_no_other_round", page)
    with refused_by("proof_is_of_no_other_round"):
        submit(month.round, with_proof(month.recipients[0], taken.file), by=month.people.officer, now=months.NOW)
    submit_round(december, by=people.coordinator, now=NOW)
    with clean_picture(pictures.photo(7)) as picture:
        paper = store_picture(picture, centre=people.centre, by=people.officer, kind="approval", now=NOW)
    Photo.objects.create(round=round, file=paper, centre=people.centre, added_by=people.officer, added_at=NOW)
    changing_is_refused("round_paper_is_of_no_other_round", december, paper_photo=paper)


def test_a_digest_of_pixels_is_one_and_there_once_in_a_centre(people):
    given = {"centre": people.centre, "by": people.officer, "kind": "photo", "now": NOW}
    with clean_picture(pictures.photo(1)) as picture:
        first = store_picture(picture, **given)
    known = PixelDigest.objects.filter(file=first).first()
    adding_is_refused("pixel_digest_once_per_centre", copied(known))
    with refused_by("pixel_digest_is_a_digest"):
        PixelDigest.objects.create(centre=people.centre, file=first, digest=b"short")


def test_of_signed_papers_of_before_the_pixels_are_read_once(people):
    given = {"centre": people.centre, "by": people.officer, "now": NOW}
    content = pictures.photo(1).read()
    paper, photo = (
        store_bytes(content + tail, kind=kind, media_type="image/jpeg", **given)
        for kind, tail in (("approval", b""), ("photo", b"\0"))
    )
    lost = store_bytes(b"\xff\xd8\xff broken", kind="approval", media_type="image/jpeg", **given)
    migration = import_module("centres.migrations.0029_pictures_are_known_by_their_pixels")
    for _time in range(2):
        migration.read_signed_papers(apps, None)
        assert [known.file for known in PixelDigest.objects.all()] == [paper]
    with clean_picture(pictures.photo(1)) as picture:
        assert store_picture(picture, kind="approval", **given) == paper
    assert not PixelDigest.objects.filter(file__in=(photo, lost)).exists()
