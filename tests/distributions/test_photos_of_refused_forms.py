"""A photo is stored last: where something else of the form is refused, nothing of it is kept."""

import datetime
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from centres.letterheads import save_letterhead
from centres.models import StoredFile
from config.errors import Refused
from distributions.models import Handover, Photo, Round, State
from distributions.rounds.activity import MAX_PHOTOS, add_photos
from distributions.rounds.approval import approve_on_paper, submit_round
from families.models import Eligibility, Family
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import approved_month
from tests.factories import CentreFactory, LetterheadFactory, RoundFactory, UserFactory, cast
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    """The names of the files that are stored, and of what was left over beside them."""
    settings.DATA_DIR = tmp_path
    return lambda: sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file())


def picture(colour="navy") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", file.getvalue(), "image/jpeg")


def broken() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0002.jpg", b"\xff\xd8\xff broken", "image/jpeg")


@stands
def month():
    return approved_month()


@pytest.fixture
def hand_over(client, month):
    """Sends the form of a family with a photo, as its page does on another day than the round's."""
    client.force_login(month.people.officer)

    def send(name="handover_recipient", **said):
        address = reverse(f"distributions:{name}", args=[month.round.pk, month.recipients[0].pk])
        form = {"key": str(uuid4()), "received_by": "contact", "when": str(timezone.localdate()), "photo": picture()}
        return client.post(address, form | said)

    return send


def test_the_photo_of_a_hand_over_is_its_proof(hand_over, kept):
    assert hand_over().status_code == 302
    handover = Handover.objects.get()
    assert (handover.proof, handover.proof_file.kind) == ("photo", "proof")
    assert kept() == [handover.proof_file.sha256]


def test_a_second_press_keeps_one_photo(hand_over, kept):
    key = str(uuid4())
    assert [hand_over(key=key).status_code for _press in range(2)] == [302, 302]
    assert (Handover.objects.count(), StoredFile.objects.count(), len(kept())) == (1, 1, 1)


def test_a_hand_over_without_its_proxy_keeps_no_photo(hand_over, kept):
    response = hand_over(received_by="proxy")
    assert list(response.context["form"].errors) == ["proxy_name"]
    assert (StoredFile.objects.count(), kept()) == (0, [])


def test_a_part_of_nothing_keeps_no_photo(hand_over, month, kept):
    nothing = {f"item_{item.pk}": "0" for item in (month.rice, month.sugar)}
    response = hand_over("recipient_partial", difference_reason="Habis", **nothing)
    assert "Tidak ada yang diserahkan" in response.content.decode()
    assert kept() == []


def test_a_broken_photo_is_refused_by_its_field_and_nothing_is_recorded(hand_over, kept):
    response = hand_over(photo=broken())
    assert list(response.context["form"].errors) == ["photo"]
    assert (Handover.objects.count(), kept()) == (0, [])


@pytest.mark.parametrize("submitted", [True, False])
def test_an_approval_on_paper_that_is_refused_keeps_no_photo(kept, submitted):
    people = blora(families=6)
    round = november(people)
    if submitted:
        submit_round(round, by=people.coordinator, now=NOW)
    Family.objects.filter(pk=people.families[0].pk).update(eligibility=Eligibility.SUSPENDED)

    with pytest.raises(Refused, match="tidak boleh menerima"):
        approve_on_paper(
            round, signed_on=NOW.date(), signer="Hendro Prasetyo", photo=picture(), by=people.coordinator, now=NOW
        )

    round.refresh_from_db()
    assert round.state == (State.SUBMITTED if submitted else State.DRAFT)
    assert kept() == []


def test_who_signed_is_asked_before_the_photo_is_read(kept):
    people = blora(families=6)
    with pytest.raises(Refused) as refused:
        approve_on_paper(
            november(people), signed_on=NOW.date(), signer=" ", photo=broken(), by=people.coordinator, now=NOW
        )
    assert refused.value.field == "signer"


def test_of_photos_among_which_one_is_broken_none_is_kept(kept):
    round, by = RoundFactory(), UserFactory()
    with pytest.raises(Refused):
        add_photos(round, [picture("navy"), picture("red"), broken()], stop=None, credit="", by=by, now=NOW)
    assert (Photo.objects.count(), kept()) == (0, [])


def test_photos_beyond_what_a_round_keeps_are_not_read_at_all(kept):
    uploads = [broken() for _number in range(MAX_PHOTOS + 1)]
    with pytest.raises(Refused, match="paling banyak 60 foto"):
        add_photos(RoundFactory(), uploads, stop=None, credit="", by=UserFactory(), now=NOW)
    assert kept() == []


def test_a_letterhead_on_approved_papers_keeps_its_logo_and_the_new_one_is_not_read(kept):
    round = RoundFactory()
    letterhead = LetterheadFactory(centre=round.centre)
    Round.objects.filter(pk=round.pk).update(letterhead=letterhead)
    with pytest.raises(Refused, match="Ada berkas yang disetujui dengan kop ini"):
        save_letterhead(letterhead, picture=broken(), by=UserFactory(), now=NOW)
    assert kept() == []


def test_a_logo_goes_with_the_answer_that_refuses_its_letterhead(client, kept):
    people = cast(CentreFactory())
    letterhead = LetterheadFactory(centre=people.centre)
    client.force_login(people.admin)
    address = reverse("centres:letterhead", args=[letterhead.pk])
    form = {name: values[0] for name, values in fields_in(client.get(address)).items()}
    LetterheadFactory(centre=people.centre, starts_on=letterhead.starts_on + datetime.timedelta(days=1))
    taken = form | {"starts_on": "02/01/2024", "picture": picture()}

    assert client.post(address, taken).status_code == 422
    assert (StoredFile.objects.count(), kept()) == (0, [])

    assert client.post(address, form | {"picture": picture()}).status_code == 302
    assert kept() == [StoredFile.objects.get().sha256]


def test_a_photo_goes_with_the_answer_that_knows_it_from_another_round(client, month, kept):
    other = RoundFactory(centre=month.centre)
    by = month.people.officer
    add_photos(other, [picture()], stop=None, credit="", by=by, now=NOW)
    (known,) = kept()
    client.force_login(by)
    address = reverse("distributions:photos", args=[month.round.pk])

    client.post(address, {"photos": [picture("red"), picture()]})

    assert (Photo.objects.count(), kept()) == (1, [known])
