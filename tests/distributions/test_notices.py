"""What is heard of a family at the door: it stands, and changes nothing, until somebody says what was done about it."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from centres.models import Role
from config.errors import Refused
from distributions.handover.notices import notices_of, settle_notice
from distributions.handover.submissions import submit, undo
from distributions.models import NoticeSettlement, Recipient
from distributions.overview.home import Coverage
from distributions.overview.waiting import waiting_for
from distributions.rounds.checks import check
from families.models import Family
from tests.distributions.submissions import NOW, delivered, missed, two_families
from tests.factories import FamilyFactory, RecipientFactory, RoundFactory
from tests.standing import stands
from tests.walls import adding_is_refused, refused_by

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
NOBODY = Coverage(0, 0, 0, 0)


@stands
def month():
    return two_families()


def heard(month, recipient, reason="deceased", **said) -> Recipient:
    submit(month.round, missed(recipient, reason, **said), by=month.people.officer, now=NOW)
    recipient.refresh_from_db()
    return recipient


def settled(month, notice, note="Penerima diganti"):
    return settle_notice(notice, note=note, by=month.people.coordinator, now=LATER)


@pytest.mark.parametrize(("reason", "stands"), [("deceased", 1), ("released", 1), ("moved", 0), ("own_doing", 0)])
def test_a_death_and_a_release_raise_a_notice_and_leave_the_eligibility_alone(month, reason, stands):
    before = Family.objects.values("eligibility", "eligible_until").get(pk=month.kartini.family_id)
    heard(month, month.kartini, reason, missed_note="Kata tetangga")
    assert len(notices_of(month.kartini.family)) == stands
    assert notices_of(month.rukmini.family) == []
    assert Family.objects.values("eligibility", "eligible_until").get(pk=month.kartini.family_id) == before
    assert Family.objects.eligible(at=NOW.date()).filter(pk=month.kartini.family_id).exists()


def test_a_notice_stands_until_somebody_says_what_was_done(month):
    notice = heard(month, month.kartini)
    with pytest.raises(Refused, match=r"^Tulis tindak lanjutnya\.$"):
        settled(month, notice, " ")
    kept = settled(month, notice, " Penerima diganti ")
    assert (kept.note, kept.by, kept.recorded_at) == ("Penerima diganti", month.people.coordinator, NOW)
    assert notices_of(month.kartini.family) == []
    with pytest.raises(Refused, match=r"^Ini sudah ditindaklanjuti, atau catatannya sudah berubah\.$"):
        settled(month, notice)


def test_what_is_undone_is_no_notice_and_recorded_anew_it_is_another(month):
    notice = heard(month, month.kartini)
    settled(month, notice)
    undo(month.kartini, key=uuid4(), channel="page", reason="Salah tekan", by=month.people.officer, now=LATER)
    assert notices_of(month.kartini.family) == []
    with pytest.raises(Refused):
        settled(month, notice)
    submit(month.round, missed(month.kartini, "released"), by=month.people.officer, now=LATER)
    assert [found.missed_reason for found in notices_of(month.kartini.family)] == ["released"]
    with pytest.raises(Refused):
        settled(month, notice)


def test_who_receives_after_all_raises_no_notice(month):
    heard(month, month.kartini)
    submit(month.round, delivered(month.kartini), by=month.people.officer, now=LATER)
    assert notices_of(month.kartini.family) == []


def test_a_notice_of_an_entry_that_was_merged_stands_on_the_family_that_stayed(month):
    heard(month, month.kartini)
    stayed = FamilyFactory(centre=month.people.centre)
    Family.objects.filter(pk=month.kartini.family_id).update(merged_into=stayed)
    assert [found.pk for found in notices_of(stayed)] == [month.kartini.pk]


def test_a_notice_waits_on_beranda_for_those_who_keep_the_register(month):
    heard(month, month.kartini)
    name = f"{month.kartini.contact_name}: Penerima meninggal dunia"

    def titles(*roles):
        return [item.title for item in waiting_for(month.people.centre, roles, [], NOBODY, NOW.date())]

    assert (titles(Role.OPERATOR), titles(Role.OFFICER), titles(Role.HEAD)) == ([name], [], [])


def test_who_plans_and_approves_the_next_round_is_warned(month):
    heard(month, month.kartini, "released")
    november = RoundFactory(centre=month.people.centre)
    again = RecipientFactory(round=november, family=month.kartini.family)
    heard_of = "pada penyaluran yang lalu terdengar kabar “WBP sudah bebas”"
    words = f"{again.contact_name}: {heard_of}. Periksa dulu keluarganya."
    assert words in check(november).warnings
    settled(month, month.kartini)
    assert words not in check(november).warnings


def test_the_family_s_page_says_it_and_takes_what_was_done(month, client):
    notice = heard(month, month.kartini, missed_note="Kata tetangga")
    page = reverse("distributions:family", args=[notice.family_id])
    client.force_login(month.people.officer)
    shown = client.get(page).content.decode()
    assert "<b>Penerima meninggal dunia</b>: kabar saat penyaluran" in shown
    assert "Kata tetangga" in shown
    act = reverse("distributions:family_notice", args=[notice.family_id, notice.pk])
    assert act not in shown

    client.force_login(month.people.coordinator)
    assert act in client.get(page).content.decode()
    said = {"recorded_at": notice.recorded_at.isoformat(), "note": "Data keluarga sudah diperbarui"}
    assert "Tulis tindak lanjutnya." in client.post(act, said | {"note": ""}, follow=True).content.decode()
    assert "paling banyak 200" in client.post(act, said | {"note": "x" * 201}, follow=True).content.decode()
    client.post(act, said)
    assert NoticeSettlement.objects.get().note == "Data keluarga sudah diperbarui"
    assert act not in client.get(page).content.decode()


def test_a_notice_is_settled_on_the_page_of_its_own_family(month, client):
    notice = heard(month, month.kartini)
    other = month.round.recipients.exclude(pk=notice.pk).first()
    client.force_login(month.people.coordinator)
    said = {"recorded_at": notice.recorded_at.isoformat(), "note": "Data keluarga sudah diperbarui"}
    act = reverse("distributions:family_notice", args=[other.family_id, notice.pk])
    assert client.post(act, said).status_code == 404
    assert not NoticeSettlement.objects.exists()


def test_a_settlement_says_something_once_and_of_its_own_centre(month):
    notice = heard(month, month.kartini)
    kept = settled(month, notice)
    values = {"centre": kept.centre, "recipient": notice, "by": kept.by, "at": LATER, "recorded_at": LATER}
    adding_is_refused("notice_settlement_has_note", NoticeSettlement(**values, note=""))
    adding_is_refused("notice_settled_once", NoticeSettlement(**{**values, "recorded_at": NOW}, note="Lagi"))


def test_a_reason_that_nobody_knows_is_refused(month):
    notice = heard(month, month.kartini)
    with refused_by("recipient_missed_reason_is_known"):
        Recipient.objects.filter(pk=notice.pk).update(missed_reason="entah", recorded_at=LATER)
