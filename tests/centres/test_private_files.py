"""Stored files: one copy, private on the disk and behind the page."""

import io
import stat
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from centres.encryption import Unreadable, is_bound
from centres.models import AccessLog, Role
from centres.models.files import StoredFile
from centres.pictures import Picture
from centres.private_files import path_of, read_bytes, store_bytes, store_picture
from distributions.models import Photo
from tests.factories import CentreFactory, MembershipFactory, RoundFactory, UserFactory

NOW = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def picture() -> Picture:
    return Picture(io.BytesIO(b"\xff\xd8\xff isi"), sent=bytes(32), kept=bytes(32))


def test_a_file_is_named_by_its_kind_in_words():
    with translation.override("id"):
        assert str(StoredFile(pk=2, kind=StoredFile.Kind.PROOF)) == "Bukti serah terima 2"


def test_a_file_lies_under_its_digest_for_its_owner_only(tmp_path):
    stored = store_picture(picture(), centre=CentreFactory(), by=UserFactory(), kind="photo", now=NOW)

    path = tmp_path / "files" / stored.sha256[:2] / stored.sha256
    assert path_of(stored.sha256) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == [stored.sha256]
    assert (stored.media_type, stored.size, stored.original_name) == ("image/jpeg", len(picture().read()), "")
    assert stored.stored_at == NOW


def test_the_same_bytes_twice_are_one_row_in_a_centre_and_one_file_on_the_disk():
    one, other, by = CentreFactory(), CentreFactory(), UserFactory()

    first = store_picture(picture(), centre=one, by=by, kind="photo", now=NOW)
    again = store_picture(picture(), centre=one, by=by, kind="photo", now=NOW)
    elsewhere = store_picture(picture(), centre=other, by=by, kind="photo", now=NOW)

    assert first == again
    assert first != elsewhere
    assert first.sha256 == elsewhere.sha256
    assert StoredFile.objects.count() == 2


def test_stored_bytes_come_back_as_they_were():
    stored = store_bytes(
        b"%PDF-1.7 isi", centre=CentreFactory(), by=UserFactory(), kind="paper", media_type="application/pdf", now=NOW
    )
    assert read_bytes(stored) == b"%PDF-1.7 isi"


def a_file(content=b"%PDF-1.7 Kartini 9734"):
    given = {"kind": "proof", "media_type": "application/pdf", "now": NOW}
    return store_bytes(content, centre=CentreFactory(), by=UserFactory(), **given)


def test_nothing_of_a_file_stands_in_clear_on_the_disk():
    stored = a_file()
    assert b"Kartini" not in path_of(stored.sha256).read_bytes()
    assert is_bound(path_of(stored.sha256).read_bytes())


def test_a_file_opens_under_its_own_name_only(client):
    stored, other = a_file(), a_file(b"%PDF-1.7 lain")
    for false in (path_of(other.sha256).read_bytes(), b"%PDF-1.7 palsu", b"\2\0\0\0\1", b""):
        path_of(stored.sha256).write_bytes(false)
        with pytest.raises(Unreadable):
            read_bytes(stored)
    client.force_login(MembershipFactory(centre=stored.centre, role="head").user)
    assert client.get(reverse("centres:file", args=[stored.pk])).status_code == 404


def test_what_was_altered_is_written_anew_when_it_is_stored_again():
    stored = a_file()
    for false in (b"%PDF-1.7 palsu", b"%PDF-1.7 Kartini 9734"):
        path_of(stored.sha256).write_bytes(false)
        a_file()
        assert is_bound(path_of(stored.sha256).read_bytes())
        assert read_bytes(stored) == b"%PDF-1.7 Kartini 9734"


@pytest.mark.parametrize("example", [False, True])
def test_files_of_before_are_sealed_by_the_migration_and_read_until_then(settings, tmp_path, example):
    """Those of the example lay among the others, and have keys of their own."""
    settings.EXAMPLE = example
    content, altered = b"%PDF-1.7 Kartini 9734", a_file(b"%PDF-1.7 lain")
    stored = a_file(content)
    migration, shared = import_module("centres.migrations.0025_files_are_sealed"), tmp_path / "files"
    migration.unseal_files(apps, None)
    path_of(altered.sha256).write_bytes(b"%PDF-1.7 palsu")
    plain = shared / stored.sha256[:2] / stored.sha256
    assert plain.read_bytes() == content
    if example:
        path_of(stored.sha256).unlink()
    else:
        assert read_bytes(stored) == content

    migration.seal_files(apps, None)

    assert is_bound(path_of(stored.sha256).read_bytes())
    assert path_of(stored.sha256).parent.parent == tmp_path / ("example-files" if example else "files")
    assert read_bytes(stored) == content
    assert path_of(altered.sha256).read_bytes() == b"%PDF-1.7 palsu"


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
