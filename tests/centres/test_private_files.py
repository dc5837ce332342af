"""Stored files: pixels only, one copy, private on the disk and behind the page."""

import io
import stat
import warnings
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation
from PIL import Image, PngImagePlugin

from centres import private_files
from centres.models import AccessLog, Role
from centres.models.files import StoredFile
from centres.private_files import clean_jpeg, path_of, read_bytes, store_bytes, store_image
from config.errors import Refused
from distributions.models import Photo
from tests.factories import CentreFactory, MembershipFactory, RoundFactory, UserFactory

NOW = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def jpeg(size=(40, 20), **options) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", **options)
    out.seek(0)
    return out


def test_a_file_is_named_by_its_kind_in_words():
    with translation.override("id"):
        assert str(StoredFile(pk=2, kind=StoredFile.Kind.PROOF)) == "Bukti serah terima 2"


def photo_of_a_phone() -> io.BytesIO:
    """A picture lying on its side, with position, camera, comment and a thumbnail's worth of secrets."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 58.0, 12.0)
    return jpeg(exif=exif, comment=b"KOMENTAR-RAHASIA", icc_profile=b"PROFIL-RAHASIA" * 10)


def test_position_camera_and_comment_are_gone_and_the_picture_stands_upright():
    upload = photo_of_a_phone()
    assert b"RAHASIA" in upload.getvalue()

    content = clean_jpeg(upload)

    assert b"RAHASIA" not in content
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (20, 40)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_text_in_a_png_is_gone_and_what_was_transparent_is_white():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "TEKS-RAHASIA")
    upload = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(upload, "PNG", pnginfo=notes)
    upload.seek(0)

    content = clean_jpeg(upload)

    assert b"RAHASIA" not in content
    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller():
    assert Image.open(io.BytesIO(clean_jpeg(jpeg((4000, 1000))))).size == (2000, 500)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_pictures_of_every_colour_mode_are_taken(mode):
    upload = io.BytesIO()
    Image.new(mode, (8, 8)).save(upload, "JPEG" if mode == "CMYK" else "PNG")
    upload.seek(0)
    assert Image.open(io.BytesIO(clean_jpeg(upload))).mode == "RGB"


@pytest.mark.parametrize(
    "content", [b"", b"bukan gambar", b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"GIF89a" + b"\0" * 20]
)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    with pytest.raises(Refused) as refused:
        clean_jpeg(io.BytesIO(content))
    assert str(refused.value)


def test_a_picture_that_breaks_off_is_refused():
    with pytest.raises(Refused):
        clean_jpeg(io.BytesIO(jpeg((800, 800)).getvalue()[:700]))


@pytest.mark.parametrize(
    ("kind", "size", "most"), [("PNG", (5000, 5000), "20"), ("WEBP", (5000, 5000), "20"), ("JPEG", (9000, 9000), "60")]
)
def test_a_small_file_with_very_many_pixels_is_refused_before_it_is_unpacked(kind, size, most):
    upload = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.new("L", size).save(upload, kind)
    upload.seek(0)
    with pytest.raises(Refused, match=f"{most} juta"):
        clean_jpeg(upload)


def test_a_photo_of_50_million_pixels_is_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert Image.open(io.BytesIO(clean_jpeg(jpeg((8160, 6120), exif=exif)))).size == (1500, 2000)


def test_an_upload_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(private_files, "MAX_UPLOAD_BYTES", 100)
    with pytest.raises(Refused):
        clean_jpeg(jpeg((400, 400)))


def test_a_file_lies_under_its_digest_for_its_owner_only(tmp_path):
    stored = store_image(jpeg(), centre=CentreFactory(), by=UserFactory(), kind="photo", now=NOW)

    path = tmp_path / "files" / stored.sha256[:2] / stored.sha256
    assert path_of(stored.sha256) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == [stored.sha256]
    assert (stored.media_type, stored.size, stored.original_name) == ("image/jpeg", path.stat().st_size, "")
    assert stored.stored_at == NOW


def test_the_same_bytes_twice_are_one_row_in_a_centre_and_one_file_on_the_disk():
    one, other, by = CentreFactory(), CentreFactory(), UserFactory()

    first = store_image(jpeg(), centre=one, by=by, kind="photo", now=NOW)
    again = store_image(jpeg(), centre=one, by=by, kind="photo", now=NOW)
    elsewhere = store_image(jpeg(), centre=other, by=by, kind="photo", now=NOW)

    assert first == again
    assert first != elsewhere
    assert first.sha256 == elsewhere.sha256
    assert StoredFile.objects.count() == 2


def test_stored_bytes_come_back_as_they_were():
    stored = store_bytes(
        b"%PDF-1.7 isi", centre=CentreFactory(), by=UserFactory(), kind="paper", media_type="application/pdf", now=NOW
    )
    assert read_bytes(stored) == b"%PDF-1.7 isi"


@pytest.fixture
def member_of(client):
    """Sign in somebody with ``role`` in a centre."""

    def sign_in(centre, role=Role.COORDINATOR):
        user = MembershipFactory(centre=centre, role=role).user
        client.force_login(user)
        return user

    return sign_in


def stored_in(centre, kind="proof", media_type="application/pdf", content=b"%PDF-1.7 isi"):
    return store_bytes(content, centre=centre, by=UserFactory(), kind=kind, media_type=media_type, now=NOW)


def address(stored) -> str:
    return reverse("centres:file", args=[stored.pk])


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_member_of_the_centre_gets_the_file_which_no_browser_keeps(client, member_of):
    centre = CentreFactory()
    member_of(centre)
    stored = stored_in(centre)

    response = client.get(address(stored))

    assert content_of(response) == b"%PDF-1.7 isi"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="berkas-{stored.pk}.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_a_browser_could_run_is_handed_out_for_saving_only(client, member_of):
    centre = CentreFactory()
    member_of(centre)
    response = client.get(address(stored_in(centre, media_type="text/html", content=b"<script>alert(1)</script>")))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    content_of(response)


def test_the_file_of_another_centre_does_not_exist(client, member_of):
    member_of(CentreFactory())
    assert client.get(address(stored_in(CentreFactory()))).status_code == 404
    assert AccessLog.objects.count() == 0


def test_nobody_gets_a_file_without_signing_in_or_without_a_centre(client):
    stored = stored_in(CentreFactory())
    assert client.get(address(stored)).url.startswith(reverse("account_login"))
    client.force_login(UserFactory())
    assert client.get(address(stored)).status_code == 404


def test_opening_a_proof_is_written_down_and_opening_a_photo_is_not(client, member_of):
    centre = CentreFactory()
    user = member_of(centre)
    proof, photo = stored_in(centre), stored_in(centre, kind="photo", media_type="image/jpeg", content=b"gambar")

    content_of(client.get(address(photo)))
    content_of(client.get(address(proof)))

    line = AccessLog.objects.get()
    assert (line.centre, line.actor, line.action) == (centre, user, "file")
    assert (line.subject_kind, line.subject_id) == ("centres.storedfile", proof.pk)


@pytest.mark.parametrize("role", [Role.HUMAS, Role.VIEWER, Role.ADMIN, Role.STOREKEEPER])
def test_who_hands_nothing_over_sees_published_photos_and_not_what_shows_the_families(client, member_of, role):
    round = RoundFactory()
    centre = round.centre
    user = member_of(centre, role)
    picture = stored_in(centre, kind="photo", media_type="image/jpeg", content=b"gambar")
    photo = Photo.objects.create(centre=centre, round=round, file=picture, added_by=user, added_at=NOW)
    assert client.get(address(picture)).status_code == 403

    Photo.objects.filter(pk=photo.pk).update(may_publish=True)
    response = client.get(address(picture))
    assert response.status_code == 200
    content_of(response)
    assert client.get(address(stored_in(centre))).status_code == 403


def test_the_storekeeper_opens_the_signed_approval_that_the_page_of_the_round_shows(client, member_of):
    centre = CentreFactory()
    member_of(centre, Role.STOREKEEPER)

    response = client.get(address(stored_in(centre, kind="approval")))

    assert content_of(response) == b"%PDF-1.7 isi"


def test_a_file_whose_bytes_are_gone_does_not_exist(client, member_of):
    centre = CentreFactory()
    member_of(centre)
    stored = stored_in(centre)
    path_of(stored.sha256).unlink()
    assert client.get(address(stored)).status_code == 404
