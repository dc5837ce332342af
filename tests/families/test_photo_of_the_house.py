"""A photo of the house with a survey: optional, of one family, for who may see families, and gone with an erasure."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from aid.ledger import ReceivedLine, receive
from aid.models import NotePage
from aid.note_pages import add_note_pages
from centres.file_sweep import sweep_files
from centres.letterheads import save_letterhead
from centres.models import AccessLog, PixelDigest, Role, StoredFile
from centres.pictures import clean_picture
from centres.private_files import path_of, read_bytes, store_picture
from config.errors import Refused
from distributions.handover.submissions import submit
from distributions.models import Photo, SignedPage
from distributions.rights.erasure import erasable, erase_family
from distributions.rights.retention import erase_outlived
from distributions.rounds.activity import add_photos
from distributions.rounds.signed_pages import add_signed_pages
from families.eligibility import end
from families.merging import merge
from families.models import Assessment, Family
from families.need import Answers
from families.survey import assess
from tests.distributions import months
from tests.distributions.months import approved_month
from tests.distributions.submissions import delivered
from tests.factories import FamilyFactory, LetterheadFactory, RoundFactory, SupplierFactory, cast
from tests.families.households import NOW, TODAY
from tests.families.pages import signed_in
from tests.paper_files import page_texts
from tests.pictures import photo
from tests.read_page import words
from tests.standing import stands
from tests.versions import save
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by

pytestmark = pytest.mark.django_db
TYPED = {"surveyed_on": "04/11/2024", "dependants": 1, "housing": "own", "elderly": 0, "toddlers": 0}


@stands
def family():
    return FamilyFactory()


@pytest.fixture
def people(family):
    return cast(family.centre)


@pytest.fixture
def files(settings, tmp_path):
    """The names of the files that are stored."""
    settings.DATA_DIR = tmp_path
    return lambda: sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file())


@pytest.fixture
def survey(family, people, files):
    """Record a survey with the photo of that number."""

    def _survey(seed=1, of=None, **more):
        given = {"answers": Answers(), "surveyed_on": TODAY, "by": people.officer, "now": NOW} | more
        return assess(of or family, photo=photo(seed), **given)

    return _survey


def sent_photo(seed=1, **options):
    return SimpleUploadedFile("IMG_0001.jpg", photo(seed, **options).getvalue(), "image/jpeg")


def post(client, family, **more):
    return save(client, reverse("families:survey", args=[family.pk]), TYPED | more)


def test_a_survey_has_a_photo_or_none(family, people, files):
    client = signed_in(family.centre, Role.OPERATOR)
    assert post(client, family).status_code == 302
    assert post(client, family, photo=sent_photo()).status_code == 302
    without, pictured = Assessment.objects.order_by("pk")
    assert (without.photo, pictured.photo.kind) == (None, "house")
    assert files() == [pictured.photo.sha256]


def test_at_the_door_a_phone_opens_its_camera_and_at_the_office_the_pictures_that_are_there(family, people):
    address = reverse("families:survey", args=[family.pk])
    client = signed_in(family.centre, Role.OFFICER)
    for asked, camera in (("", None), ("?kembali=/periode/3/penyaluran/7/", "environment")):
        page = client.get(address + asked)
        assert page.context["form"].fields["photo"].widget.attrs.get("capture") == camera
        assert 'enctype="multipart/form-data"' in page.content.decode()


def test_position_camera_and_comment_of_the_picture_are_gone(family, people, files):
    exif = Image.Exif()
    exif[0x010F] = "Telepon Bu Wagirah"
    post(signed_in(family.centre, Role.OFFICER), family, photo=sent_photo(exif=exif, comment=b"Rumah Bu Wagirah"))
    kept = read_bytes(StoredFile.objects.get())
    assert (b"Wagirah" in kept, kept[:3], StoredFile.objects.get().original_name) == (False, b"\xff\xd8\xff", "")


def test_what_is_no_picture_is_said_beside_its_field_and_nothing_is_kept(family, people, files):
    broken = SimpleUploadedFile("IMG_0001.jpg", b"\xff\xd8\xff broken", "image/jpeg")
    answer = post(signed_in(family.centre), family, photo=broken)
    assert list(answer.context["form"].errors) == ["photo"]
    assert (Assessment.objects.count(), StoredFile.objects.count(), files()) == (0, 0, [])


def test_a_survey_that_is_refused_keeps_no_photo(family, people, files, survey):
    with pytest.raises(Refused):
        survey(surveyed_on=TODAY + datetime.timedelta(days=1))
    end(family, reason="Pindah", by=people.coordinator, now=NOW)
    with pytest.raises(Refused):
        survey()
    assert (StoredFile.objects.count(), files()) == (0, [])


def test_the_same_photo_again_is_one_file_of_the_family(survey, files):
    first, again = survey(), survey()
    assert (first.photo, files()) == (again.photo, [first.photo.sha256])


def test_the_house_of_one_family_is_not_that_of_another(family, people, survey):
    other = FamilyFactory(centre=family.centre)
    house = survey()
    with pytest.raises(Refused, match="rumah keluarga lain") as refused:
        survey(of=other)
    assert refused.value.field == "photo"
    adding_is_refused("photo_of_a_house_is_of_one_family", copied(house, family=other))
    assert Assessment.objects.count() == 1


def test_a_survey_names_no_file_that_is_not_the_photo_of_a_house(family, people, survey):
    house = survey()
    with clean_picture(photo(2)) as picture:
        proof = store_picture(picture, centre=family.centre, by=people.officer, kind="proof", now=NOW)
    adding_is_refused("photo_of_a_house_is_of_one_family", copied(house, photo=proof))
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Bukti serah terima") as refused:
        survey(2)
    assert refused.value.field == "photo"


def test_the_photo_of_a_house_is_nothing_else(family, people, survey):
    house = survey().photo
    round, letterhead = RoundFactory(centre=family.centre), LetterheadFactory(centre=family.centre)
    by = {"by": people.officer, "now": NOW}
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Foto rumah"):
        add_photos(round, [sent_photo()], stop=None, credit="", **by)
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Foto rumah"):
        add_signed_pages(round, [sent_photo()], kind="bast", first=None, **by)
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Foto rumah"):
        save_letterhead(letterhead, picture=photo(1), by=people.coordinator, now=NOW)

    added = {"centre": family.centre, "round": round, "file": house, "added_by": people.officer, "added_at": NOW}
    adding_is_refused("photo_is_no_house", Photo(**added))
    adding_is_refused("signed_page_is_no_house", SignedPage(**added, kind="bast", number=1))
    letterhead.refresh_from_db()
    changing_is_refused("logo_is_no_house", letterhead, logo=house)
    assert not Photo.objects.exists()
    assert not SignedPage.objects.exists()


def test_it_is_no_proof_and_no_signed_paper_and_no_note_of_a_supplier(files):
    month = approved_month(1)
    recipient, by = month.recipients[0], {"by": month.people.officer, "now": months.NOW}
    house = assess(recipient.family, answers=Answers(), surveyed_on=TODAY, photo=photo(1), **by).photo
    with refused_by("proof_is_no_house"):
        submit(month.round, delivered(recipient, proof="photo", proof_file_id=house.pk), **by)
    draft = RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    changing_is_refused("round_paper_is_no_house", draft, paper_photo=house)
    line = [ReceivedLine(month.round.lines.first().item, 1, None)]
    keeper = {"by": month.people.storekeeper, "now": months.NOW}
    receipt = receive(
        centre=month.centre, supplier=SupplierFactory(centre=month.centre), terms="gift", lines=line,
        received_on=month.centre.local_date(months.NOW), **keeper,
    )  # fmt: skip
    with pytest.raises(Refused, match="sudah tersimpan sebagai: Foto rumah"):
        add_note_pages(receipt, [sent_photo()], **keeper)
    page = {"number": 1, "added_by": month.people.storekeeper, "added_at": months.NOW}
    adding_is_refused("note_page_is_a_note", NotePage(centre=month.centre, receipt=receipt, file=house, **page))


def test_who_may_see_families_opens_it_and_the_log_says_so(family, people, survey):
    house = survey().photo
    address = reverse("centres:file", args=[house.pk])
    for role, status in ((Role.OFFICER, 200), (Role.HEAD, 200), (Role.STOREKEEPER, 403), (Role.HUMAS, 403)):
        assert signed_in(family.centre, role).get(address).status_code == status
    assert signed_in(FamilyFactory().centre).get(address).status_code == 404
    lines = AccessLog.objects.values_list("action", "subject_kind", "subject_id", "detail")
    assert list(lines) == [("file", "centres.storedfile", house.pk, "house")] * 2


def test_the_page_of_the_family_and_of_the_score_lead_to_it_and_open_nothing_themselves(family, people, survey):
    client = signed_in(family.centre, Role.HEAD)
    page = reverse("distributions:family", args=[family.pk])
    assert "Foto rumah" not in words(client.get(page).content.decode())
    survey(1, surveyed_on=TODAY - datetime.timedelta(days=400))
    latest = survey(2)
    assess(family, answers=Answers(dependants=1), surveyed_on=TODAY, by=people.officer, now=NOW)
    link = f'href="{reverse("centres:file", args=[latest.photo_id])}"'
    for where in (page, reverse("families:score", args=[family.pk, latest.pk])):
        said = client.get(where).content.decode()
        assert link in said
        assert "Setiap kali dibuka, tercatat dalam riwayat akses." in words(said)
        assert f'src="{reverse("centres:file", args=[latest.photo_id])}"' not in said
    assert not AccessLog.objects.exists()


def test_what_a_family_gets_of_its_data_has_the_photo_and_who_opened_it(family, people, survey):
    house = survey().photo
    clerk = signed_in(family.centre, Role.OPERATOR)
    clerk.get(reverse("centres:file", args=[house.pk]))
    for form in ("json", "pdf"):
        answer = clerk_of(family).post(reverse("distributions:family_held", args=[family.pk, form]))
        if form == "json":
            said = json.loads(answer.content)
            (about, jpeg), *others = said["Foto rumah"].items()
            assert (about, jpeg[:4], others) == (f"4 November 2024 ({house.pk})", "/9j/", [])
            opened = [line["Apa"] for line in said["Siapa yang melihat"] if line["Rincian"] == "Foto rumah"]
            assert len(opened) == 1
        else:
            assert f"4November2024({house.pk})" in "".join(page_texts(answer.content)).replace(" ", "")
            assert b"/DCTDecode" in answer.content


def test_a_photo_whose_bytes_are_lost_does_not_hold_up_the_rest(family, people, survey):
    house = survey().photo
    path_of(house.sha256).unlink()
    for form in ("json", "pdf"):
        answer = clerk_of(family).post(reverse("distributions:family_held", args=[family.pk, form]))
        assert answer.status_code == 200
        if form == "json":
            assert list(json.loads(answer.content)["Foto rumah"].values()) == [None]


def clerk_of(family):
    return signed_in(family.centre, Role.COORDINATOR)


def test_an_erasure_takes_the_photos_with_their_bytes_and_leaves_the_scores(
    family, people, survey, files, django_capture_on_commit_callbacks
):
    entry = FamilyFactory(centre=family.centre)
    survey(1), survey(2)
    theirs = survey(3, of=entry)
    other = survey(4, of=FamilyFactory(centre=family.centre))
    merge(entry, into=family, by=people.coordinator, now=NOW)
    assert erasable(family).houses == 3

    with django_capture_on_commit_callbacks(execute=True):
        erase_family(family, ground="Permohonan", by=people.head, now=NOW)

    assert files() == [other.photo.sha256]
    assert list(StoredFile.objects.all()) == [other.photo]
    assert set(PixelDigest.objects.values_list("file", flat=True)) == {other.photo_id}
    left = Assessment.objects.filter(family__in=[family, entry]).values_list("photo", "score")
    assert list(left) == [(None, theirs.score)] * 3


def test_what_is_kept_too_long_goes_with_its_photo(family, people, survey, files, django_capture_on_commit_callbacks):
    survey()
    end(family, reason="Pindah", by=people.coordinator, now=NOW)
    family.centre.retention_months = 12
    family.centre.save()
    later = timezone.now()
    Family.objects.filter(pk=family.pk).update(registered_on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_outlived(family.centre, today=TODAY + datetime.timedelta(days=500), by=people.head, now=later)
    assert (done, files(), StoredFile.objects.count()) == ((1, 0), [], 0)


def test_the_page_before_an_erasure_counts_the_photos(family, people, survey):
    survey()
    page = signed_in(family.centre, Role.HEAD).get(reverse("distributions:family_erase", args=[family.pk]))
    assert "Foto rumah 1" in words(page.content.decode())


def test_a_photo_that_a_survey_names_is_not_swept(survey, files):
    house = survey().photo
    assert sweep_files(now=timezone.now() + datetime.timedelta(days=2)) == []
    assert files() == [house.sha256]
