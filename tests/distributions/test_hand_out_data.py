"""What a family may ask for: everything that is held about it, with whole numbers, and who saw it."""

import datetime
import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse

from aid.ledger import ReceivedLine
from centres.models import AccessLog, Role
from centres.private_files import store_bytes
from distributions.handover.submissions import submit
from distributions.models import Recipient, SignedPage
from distributions.rounds.closing import close_round, correct_closed_round
from distributions.rounds.goods import receive_for_round
from distributions.rounds.snapshots import refresh_snapshots
from families.models import Assessment, Family, Member, Proxy
from tests.distributions.submissions import NOW, approve, delivered
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    RecipientFactory,
    RoundFactory,
    SupplierFactory,
    cast,
)
from tests.families.pages import signed_in
from tests.paper_files import page_texts
from tests.standing import stands

NIK, KK, PHONE = "3316045710829734", "3316042909109176", "+6281390907676"
pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory())


@stands
def family(people) -> Family:
    """A family that was assessed, received, and whose number was shown."""
    family = EligibleFamilyFactory(centre=people.centre, kk=KK, remarks="jualan pecel", household__contact="Sulastri")
    contact = family.members.get()
    contact.nik, contact.phone, contact.birth_date = NIK, PHONE, datetime.date(1987, 5, 23)
    contact.birth_place = "Blora"
    contact.save()
    Assessment.objects.create(
        centre=family.centre, family=family, surveyed_on=datetime.date(2024, 11, 2), housing="rent",
        notes="atap bocor", score=61, criteria_version="2024", surveyed_by=people.officer, recorded_at=NOW,
    )  # fmt: skip
    Proxy.objects.create(
        centre=family.centre, family=family, name="Paijo", relation="tetangga", from_on=datetime.date(2024, 11, 2),
        recorded_by=people.operator, recorded_at=NOW,
    )  # fmt: skip
    round = RoundFactory(centre=people.centre)
    recipient = RecipientFactory(round=round, family=family)
    refresh_snapshots(round)
    approve(round, people, NOW - datetime.timedelta(hours=1))
    submit(round, delivered(recipient), by=people.officer, now=NOW)
    scan = {"by": people.officer, "kind": "scan", "media_type": "image/jpeg", "now": NOW}
    stored = store_bytes(b"a signed sheet", centre=people.centre, **scan)
    SignedPage.objects.create(
        centre=people.centre, round=round, kind="bast", number=2, file=stored, added_by=people.officer, added_at=NOW
    )
    return family


def asked(client, family, form):
    return client.post(reverse("distributions:family_held", args=[family.pk, form]))


def test_the_file_says_everything_and_who_saw_it(people, family):
    clerk = signed_in(people.centre, Role.OPERATOR)
    clerk.post(reverse("distributions:family_reveal", args=[family.pk]), {"which": f"nik-{family.members.get().pk}"})
    answer = asked(signed_in(people.centre), family, "json")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "private, no-store")
    said = json.loads(answer.content)
    household = said[f"Rumah tangga no. {family.pk}"]
    assert (household["No. KK"], household["Keterangan"]) == (KK, "jualan pecel")
    (person,) = said["Anggota"]
    assert (person["NIK"], person["Nomor HP"], person["Tempat dan tanggal lahir"]) == (NIK, PHONE, "Blora, 23 Mei 1987")
    assert [(proxy["Nama"], proxy["Hubungan"]) for proxy in said["Wakil"]] == [("Paijo", "tetangga")]
    assert said["WBP"][0]["Hubungan"] == "Istri"
    assert "atap bocor" in said["Penilaian kelayakan"][0]["Jawaban"]
    (place,) = said["Periode"]
    assert place["Barang, atau mengapa tidak"] == "Beras 10\xa0kg, Gula pasir 2\xa0kg"
    assert "Sulastri" in place["Seperti di berkasnya"]
    assert place["Status"] == "Diserahkan"
    assert "tempat tinggal: Kontrak;" in said["Penilaian kelayakan"][0]["Jawaban"]
    (sheet,) = said["Berkas bertanda tangan"]
    assert (sheet["Berkas cetak"], sheet["Halaman"]) == ("Berita Acara Serah Terima (BAST)", "2")
    assert {line["Apa"] for line in said["Riwayat perubahan"]} >= {"Keluarga", "Anggota keluarga: Sulastri"}
    assert [(line["Apa"], line["Rincian"]) for line in said["Siapa yang melihat"]] == [
        ("Ditampilkan lengkap", "NIK"),
        ("Diekspor", "Semua data yang disimpan tentangnya (JSON)"),
    ]


def test_what_was_set_right_after_close_is_said_with_what_was_recorded(people, family):
    recipient = Recipient.objects.get(family=family)
    receive_for_round(
        recipient.round,
        supplier=SupplierFactory(centre=people.centre),
        terms="gift",
        lines=[ReceivedLine(line.item, line.quantity, None) for line in recipient.round.lines.all()],
        received_on=people.centre.local_date(NOW),
        by=people.storekeeper,
        now=NOW,
    )
    close_round(recipient.round, by=people.coordinator, now=NOW)
    for result in ("not_received", "received", "not_received", ""):
        correct_closed_round(
            recipient.round, text="lain", reason="salah", recipient=recipient, result=result, by=people.head, now=NOW
        )
    (place,) = json.loads(asked(signed_in(people.centre), family, "json").content)["Periode"]
    assert place["Status"] == "Diserahkan. Dikoreksi: tidak menerima"


def test_the_pdf_says_the_same(people, family):
    text = " ".join(page_texts(asked(signed_in(people.centre, Role.HEAD), family, "pdf").content))
    for words in (NIK, KK, "jualan pecel", "23 Mei 1987", "Siapa yang melihat", "atap bocor"):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", "").replace("\u200b", "")
    line = AccessLog.objects.get()
    assert (line.action, line.subject_kind, line.subject_id) == ("export", "families.family", family.pk)


def test_a_number_that_cannot_be_read_does_not_hold_up_the_rest(people, family):
    other = FamilyFactory(centre=people.centre)
    Family.objects.filter(pk=family.pk).update(kk_cipher=other.kk_cipher, kk_digest=b"x" * 32)
    said = json.loads(asked(signed_in(people.centre), family, "json").content)
    assert said[f"Rumah tangga no. {family.pk}"]["No. KK"] == "tidak dapat dibaca"


def test_without_its_line_in_the_log_nothing_is_handed_out(people, family, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("no log")

    monkeypatch.setattr("centres.access_log.record", broken)
    with pytest.raises(RuntimeError, match="no log"):
        asked(signed_in(people.centre), family, "json")


def test_another_form_is_not_found(people, family):
    assert asked(signed_in(people.centre), family, "xlsx").status_code == 404
    assert not AccessLog.objects.exists()


def test_the_page_offers_it_to_who_decides(people, family):
    page = reverse("distributions:family", args=[family.pk])
    address = reverse("distributions:family_held", args=[family.pk, "pdf"])
    for role, offered in ((Role.COORDINATOR, True), (Role.HEAD, True), (Role.OPERATOR, False), (Role.OFFICER, False)):
        assert (address in signed_in(people.centre, role).get(page).content.decode()) is offered


def test_the_command_writes_the_file_for_its_owner_alone(people, family, tmp_path):
    path, by = tmp_path / "data.json", people.coordinator.username
    call_command("family_data", family.pk, str(path), "--by", by, stdout=StringIO())
    assert NIK in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert AccessLog.objects.get().actor == people.coordinator
    for arguments in ((0, "a.json"), (family.pk, "a.xlsx"), (family.pk, "data.json")):
        with pytest.raises(CommandError):
            call_command("family_data", arguments[0], str(tmp_path / arguments[1]), "--by", by)
    with pytest.raises(CommandError, match="no account"):
        call_command("family_data", family.pk, str(tmp_path / "b.json"), "--by", "nobody")
    assert AccessLog.objects.count() == 1


# Whatever refers to a family, a person or a place in a round, and where what it says is handed out and erased.
STORY = "told by the story"
HANDED_OUT = {
    "families.Assessment": "_needs", "families.DuplicateDecision": STORY, "families.Family": "_household",
    "families.FamilyInmate": "_inmates", "families.Member": "_people", "families.Proxy": "_proxies",
    "families.RegisterImportRow": "_files", "families.RemarksRead": "_needs",
    "distributions.Correction": STORY, "distributions.Handover": STORY,
    "distributions.Recipient": "_received", "distributions.Exclusion": "a reason of the office, about a round",
    "distributions.HandoverReport": "what became of it is told by the story",
    "distributions.NoticeSettlement": "what the office did about a notice",
}  # fmt: skip


def test_a_new_table_about_families_is_handed_out_and_erased():
    """Add it to ``rights/held.py``, to ``rights/erasure.py`` or its triggers, and here."""
    about = {Family, Member, Recipient}
    tables = {
        model._meta.label
        for room in ("families", "aid", "distributions")
        for model in apps.get_app_config(room).get_models()
        if not hasattr(model, "pgh_tracked_model")
        and any(field.related_model in about for field in model._meta.local_fields if field.is_relation)
    }
    assert tables | {"families.Family"} == set(HANDED_OUT)
