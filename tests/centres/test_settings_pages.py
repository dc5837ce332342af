"""/pengaturan/: the centre, its letterhead, its officials, and the switch between centres."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from centres.access_log import in_words
from centres.models import AccessLog, Letterhead, Official, Role
from tests.distributions.recorded import approved
from tests.factories import (
    CentreFactory,
    LetterheadFactory,
    MembershipFactory,
    OfficialFactory,
    RoundFactory,
)
from tests.versions import fields_in, save
from tests.walls import adding_is_refused, changing_is_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(name="Rutan Kelas IIB Blora")


@pytest.fixture
def coordinator(client, centre):
    user = MembershipFactory(centre=centre, role=Role.COORDINATOR).user
    client.force_login(user)
    return user


@pytest.fixture
def admin(client, centre):
    user = MembershipFactory(centre=centre, role=Role.ADMIN).user
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"centres:{name}", args=args)


def picture():
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), "image/png")


def letterhead_data(**changes):
    return {"starts_on": "2024-11-01", "ministry": "Kementerian", "centre_line": "Rutan Blora"} | changes


def test_the_overview_says_what_is_missing(client, coordinator, centre):
    assert "Berkas belum lengkap" in client.get(page("settings")).content.decode()
    LetterheadFactory(centre=centre)
    OfficialFactory(centre=centre, function=Official.Function.HEAD, name="Hendro Prasetyo, S.H.")
    OfficialFactory(centre=centre, function=Official.Function.SERVICES_HEAD)
    text = client.get(page("settings")).content.decode()
    assert "Berkas belum lengkap" not in text
    assert "Hendro Prasetyo, S.H." in text


def test_the_administrator_changes_the_centre(client, admin, centre):
    kept = {
        "name": "Rutan Blora", "full_name": "Rumah Tahanan Negara Blora", "kind": "rutan", "place": "Blora",
        "regency": "Kab. Blora", "time_zone": "Asia/Makassar", "paper": "f4", "one_list_up_to": "20",
        "keeps_stock": "on",
    }  # fmt: skip
    assert 'value="Kabupaten Blora, Jawa Tengah"' in client.get(page("centre")).content.decode()
    assert save(client, page("centre"), kept).url == page("settings")
    centre.refresh_from_db()
    assert (centre.name, centre.time_zone, centre.keeps_stock) == ("Rutan Blora", "Asia/Makassar", True)
    answer = client.post(page("centre"), kept | {"name": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
    answer = client.post(page("centre"), kept | {"regency": "Belora"})
    assert answer.context["form"].errors["regency"] == ["Mana yang dimaksud: Kabupaten Blora, Jawa Tengah?"]


def change(client, **changes):
    """The form of the centre as it is shown, with these changes."""
    return client.post(page("centre"), fields_in(client.get(page("centre"))) | changes)


def test_who_approves_alone_and_the_zone_stand_in_the_access_log(client, admin, centre):
    for changes, said in (
        ({"time_zone": "Asia/Makassar"}, "Diubah: zona waktu"),
        ({"single_officer": "on"}, "Diaktifkan: satu petugas mengajukan dan menyetujui"),
        ({"name": "Rutan Blora"}, None),
    ):
        before = AccessLog.objects.count()
        assert change(client, **changes).url == page("settings")
        found = [(line.centre, in_words(line.detail)) for line in AccessLog.objects.order_by("pk")[before:]]
        assert found == ([(centre, said)] if said else [])


def test_the_zone_stays_once_a_round_was_approved_in_it(client, admin, centre):
    """Another would move hand-overs and approvals over midnight, and with them every wall that compares days."""
    round = RoundFactory(centre=centre)
    change(client, time_zone="Asia/Makassar")
    approved(round)

    refused = change(client, time_zone="Asia/Jayapura")

    assert refused.status_code == 422
    assert refused.context["form"].errors["time_zone"] == [
        "Zona waktu tetap: sudah ada periode yang disetujui, dan berkasnya menyebut hari dan jam menurut zona ini."
    ]
    centre.refresh_from_db()
    assert centre.time_zone == "Asia/Makassar"
    changing_is_refused("centre_zone_stays", centre, time_zone="Asia/Jayapura")
    assert change(client, place="Cepu").url == page("settings")


def test_a_letterhead_is_prefilled_and_gets_its_logo(client, coordinator, centre):
    assert client.get(page("new_letterhead")).context["form"].initial["regional_office"] == "Kantor Wilayah Jawa Tengah"
    answer = save(client, page("new_letterhead"), letterhead_data(picture=picture()))
    assert answer.url == page("letterheads")
    head = Letterhead.objects.get()
    assert (head.centre, head.logo.kind, head.logo.media_type) == (centre, "logo", "image/jpeg")
    logo = client.get(page("file", head.logo_id))
    assert b"".join(logo).startswith(b"\xff\xd8")
    assert client.get(page("letterheads")).status_code == 200


def test_a_new_version_takes_the_logo_over_and_a_changed_one_drops_it(client, coordinator, centre):
    save(client, page("new_letterhead"), letterhead_data(picture=picture()))
    save(client, page("new_letterhead"), letterhead_data(starts_on="2025-01-01"))
    new = Letterhead.objects.latest("starts_on")
    assert new.logo_id is not None
    save(client, page("letterhead", new.pk), letterhead_data(starts_on="2025-01-01", without_logo="on"))
    new.refresh_from_db()
    assert new.logo_id is None


def test_what_is_no_picture_is_refused_by_its_field(client, coordinator):
    broken = SimpleUploadedFile("logo.png", b"no picture", "image/png")
    answer = save(client, page("new_letterhead"), letterhead_data(picture=broken))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["picture"])
    assert not Letterhead.objects.exists()


def test_two_letterheads_do_not_begin_on_one_day(client, coordinator, centre):
    LetterheadFactory(centre=centre, starts_on=datetime.date(2024, 11, 1))
    answer = save(client, page("new_letterhead"), letterhead_data())
    assert list(answer.context["form"].errors) == ["starts_on"]


def test_a_letterhead_on_which_a_round_was_approved_stays_as_it_was(client, coordinator, centre):
    head = LetterheadFactory(centre=centre, ministry="Kementerian lama")
    RoundFactory(centre=centre, letterhead=head)
    assert "tetap seperti tercetak" in client.get(page("letterhead", head.pk)).content.decode()
    client.post(page("letterhead", head.pk), letterhead_data())
    head.refresh_from_db()
    assert head.ministry == "Kementerian lama"


def test_officials_are_added_changed_and_listed(client, coordinator, centre):
    typed = {
        "name": "Hendro Prasetyo, S.H.", "nip": "19800101 200501 1 001", "function": "head", "title": "Kepala Rutan",
        "starts_on": timezone.localdate(),
    }  # fmt: skip
    assert client.post(page("new_official"), typed).url == page("officials")
    official = Official.objects.get()
    assert (official.nip, official.centre, official.signing_title) == ("198001012005011001", centre, "Kepala Rutan")
    save(client, page("official", official.pk), typed | {"capacity": "plh"})
    official.refresh_from_db()
    assert official.signing_title == "Plh. Kepala Rutan"
    assert "Plh. Kepala Rutan" in client.get(page("officials")).content.decode()
    answer = client.post(page("official", official.pk), typed | {"nip": "123", "ends_on": "2020-01-01"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"nip", "ends_on"}


def test_the_same_official_without_a_nip_is_there_once(client, coordinator, centre):
    typed = {"name": "Hendro", "function": "staff", "title": "Staf", "starts_on": timezone.localdate()}
    assert client.post(page("new_official"), typed).status_code == 302
    again = client.post(page("new_official"), typed | {"name": "HENDRO"}).context["form"]
    assert again.errors == {
        "name": ["Pejabat dengan nama dan jabatan ini, mulai hari itu, sudah ada. Kalau orang lain, isi NIP-nya."]
    }
    assert client.post(page("new_official"), typed | {"nip": "198001012005011001"}).status_code == 302
    adding_is_refused("official_without_nip_once", Official.objects.get(nip=""))


def test_an_account_of_another_centre_is_no_official_here(client, coordinator):
    stranger = MembershipFactory().user
    typed = {"name": "A", "function": "staff", "title": "Staf", "starts_on": "2024-01-01", "user": stranger.pk}
    assert list(client.post(page("new_official"), typed).context["form"].errors) == ["user"]


def test_somebody_with_two_centres_switches_and_others_are_not_there(client, coordinator, centre):
    other = MembershipFactory(user=coordinator, centre=CentreFactory(name="Lapas Ngawi", code="ngawi")).centre
    stranger = CentreFactory(code="asing")
    client.post(page("switch"), {"centre": other.code})
    assert client.get(page("settings")).wsgi_request.centre == other
    assert client.post(page("switch"), {"centre": stranger.code}).status_code == 404
    assert client.get(page("settings")).wsgi_request.centre == other
