"""What is sent before a round: true to the plan, and without anybody's name."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Region
from distributions.models import Stop
from distributions.reports.announcements import announcements
from tests import factories
from tests.distributions.months import TODAY, approved_month, missed
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    """Two families in Panolan, one in Nglanjuk."""
    return approved_month(3, villages=(factories.PANOLAN, factories.NGLANJUK))


def texts(month, *, days_before, stops=None):
    found = stops or [(stop, stop.recipients.planned().count()) for stop in month.round.stops.order_by("position")]
    return announcements(month.round, found, today=TODAY - datetime.timedelta(days=days_before))


def test_the_village_hears_when_for_how_many_and_from_whom_and_no_name(month):
    first, second = texts(month, days_before=1)
    centre = month.centre.name
    assert (first.stop.village.name, first.families, second.families) == ("Panolan", 2, 1)
    assert first.to_village == (
        f"Yth. Kepala Desa Panolan,\n\n{centre} akan menyerahkan bantuan paket sembako"
        f" {month.round.programme.name} kepada dua keluarga di Desa Panolan, Kecamatan Kedungtuban, besok, Jumat,"
        " 15 November 2024, mulai pukul 08.00 WIB.\n\n"
        f"Mohon berkenan mengetahui dan, bila memungkinkan, mendampingi.\n\nTerima kasih.\n{centre}"
    )
    assert "Warga Binaan" not in first.to_village + first.to_families
    assert not any(one.contact_name in first.to_village + first.to_families for one in month.recipients)


@pytest.mark.parametrize(
    ("days", "said"),
    [(2, "Ibu Jumat, 15 November"), (1, "Ibu besok, Jumat"), (0, "Ibu hari ini, Jumat")],
)
def test_the_families_hear_the_day_as_it_is_said_on_that_day(month, days, said):
    text = texts(month, days_before=days)[0].to_families
    assert said in text
    assert "siapkan KTP atau Kartu Keluarga" in text
    assert "tidak dipungut biaya" in text


def test_whoever_is_called_to_the_centre_is_told_to_come_and_no_village_hears_of_it(month):
    stop = Stop(pk=1, centre=month.centre, round=month.round, at_centre=True, position=9)
    (one,) = texts(month, days_before=1, stops=[(stop, 2), (stop, 0)])
    assert f"dapat diambil di {month.centre.name} besok" in one.to_families
    assert one.to_village == ""


def test_a_ward_has_a_lurah(month):
    ward = Region.objects.filter(code__regex=r"^33\.16\.\d\d\.1\d{3}$").order_by("code").first()
    stop = Stop(pk=1, centre=month.centre, round=month.round, village=ward, position=9)
    assert texts(month, days_before=1, stops=[(stop, 1)])[0].to_village.startswith(f"Yth. Lurah {ward.name},")


def test_the_page_has_the_texts_of_those_who_wait_until_the_day_has_passed(client, month, monkeypatch):
    missed(month, month.recipients[1])
    address = reverse("distributions:announce", args=[month.round.pk])

    def page(day):
        moment = datetime.datetime(2024, 11, day, 12, tzinfo=datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        client.force_login(month.people.officer)
        return client.get(address).content.decode()

    before = page(14)
    assert "beri tahu keluarga dan desa hari ini" in before
    assert ("Yth. Kepala Desa Panolan" in before, "Yth. Kepala Desa Nglanjuk" in before) == (True, False)
    assert "hari ini, Jumat, 15 November 2024" in page(15)
    assert "Hari penyaluran ini sudah lewat" in page(16)
