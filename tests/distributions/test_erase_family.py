"""Erasing a family: nothing of its people is left in a dump; who received what and when is counted as before."""

import datetime
from hashlib import sha256
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from aid.models import Item, Lot, Movement
from centres.encryption import Unreadable
from centres.models import StoredFile
from centres.private_files import path_of, store_bytes
from config.database import as_owner
from config.errors import Refused
from distributions.handover.submissions import said, submit
from distributions.models import Handover, HandoverReport, Quote, Recipient, SignedPage
from distributions.reports.results import results
from distributions.rights.erasure import erasable, erase_family
from distributions.rounds.closing import close_round, correct_closed_round
from distributions.rounds.snapshots import refresh_snapshots
from families.inmate_lists.keeping import compare_list
from families.merging import merge, separate
from families.models import Assessment, Eligibility, Erasure, Family, FamilyInmate, Inmate, Member, Proxy
from families.register_import.importing import stage_import
from tests.distributions.months import from_canteen
from tests.distributions.submissions import NOW, approve, delivered
from tests.dumps import dump, found_in, spellings
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    MemberFactory,
    RecipientFactory,
    RoundFactory,
    SupplierFactory,
    cast,
)
from tests.families.blora import table, write_xlsx
from tests.read_page import words
from tests.versions import fields_in
from tests.walls import adding_is_refused, not_granted, refused_by, run

NAME, CHILD, PROXY = "Sulastri Widyaningrum", "Bagaskara Widyaningrum", "Paijo Kertosentono"
NIK, KK, PHONE = "3316045710829734", "3316042909109176", "+6281390907676"
BORN = datetime.date(1987, 5, 23)
STREET, LANDMARK, REMARK = (
    "Jl. Kenanga Wangi 17",
    "belakang lumbung Sidomukti",
    "janda, jualan pecel di Sidomukti",
)
AUTHORISED = "Wagirah Kusumastuti"
HOUSE = b"a photo of her house"
SECRETS = {
    *(NAME, CHILD, PROXY, AUTHORISED, NIK, KK, PHONE, STREET, LANDMARK, REMARK),
    *("ipar dari Sidomukti", "asma menahun", "dititipkan ke bu lurah", sha256(HOUSE).hexdigest()),
}
LATER, TODAY = NOW + datetime.timedelta(days=1), datetime.date(2024, 11, 16)
DECEMBER = datetime.date(2024, 12, 20)


@pytest.fixture
def month(committed_db):
    """A closed round: one family, of which everything is known, received by a proxy, with a photo as proof."""
    people = cast(CentreFactory())
    centre, round = people.centre, RoundFactory(centre=people.centre)
    family = a_family(people)
    recipient = RecipientFactory(round=round, family=family)
    other = RecipientFactory(round=round)
    refresh_snapshots(round)
    approve(round, people, NOW - datetime.timedelta(hours=1))
    items = {item.name: item for item in Item.objects.filter(centre=centre)}
    canteen = SupplierFactory(centre=centre, name="Koperasi Pegawai")
    rice, sugar = items["Beras"], items["Gula pasir"]
    month = SimpleNamespace(
        people=people, centre=centre, round=round, family=family, recipient=recipient, other=other, canteen=canteen,
        rice=rice, sugar=sugar,
    )  # fmt: skip
    from_canteen(month)
    proof = {"by": people.officer, "kind": "proof", "media_type": "image/jpeg", "now": NOW}
    month.proof = store_bytes(b"a photo of the house", centre=centre, **proof)
    proxy = {"received_by": "proxy", "proxy_name": PROXY, "proxy_relation": "tetangga"}
    report = delivered(recipient, proof="photo", proof_file_id=month.proof.pk, **proxy)
    submit(round, report, by=people.officer, now=NOW)
    submit(round, delivered(other), by=people.officer, now=NOW)
    close_round(round, by=people.coordinator, now=NOW)
    right = {"text": f"Diterima {NAME}", "reason": "dititipkan ke bu lurah"}
    correct_closed_round(round, recipient=recipient, by=people.head, now=NOW, **right)
    month.round.refresh_from_db()
    return month


def a_family(people: SimpleNamespace) -> Family:
    family = EligibleFamilyFactory(
        centre=people.centre, kk=KK, street=STREET, landmark=LANDMARK, remarks=REMARK, household__contact=NAME
    )
    contact = family.members.get()
    contact.nik, contact.phone, contact.birth_date = NIK, PHONE, BORN
    contact.save()
    house = {"by": people.officer, "kind": "house", "media_type": "image/jpeg", "now": NOW}
    MemberFactory(centre=family.centre, family=family, name=CHILD, birth_date=BORN.replace(year=2015))
    Assessment.objects.create(
        centre=family.centre, family=family, surveyed_on=BORN.replace(year=2024), notes="asma menahun", score=60,
        criteria_version="2024", surveyed_by=people.officer, recorded_at=NOW,
        photo=store_bytes(HOUSE, centre=people.centre, **house),
    )  # fmt: skip
    Proxy.objects.create(
        centre=family.centre, family=family, name=AUTHORISED, relation="ipar dari Sidomukti", from_on=TODAY,
        recorded_by=people.officer, recorded_at=NOW,
    )  # fmt: skip
    return family


def erase(month, **more):
    given = {"ground": "Permohonan 16 November 2024", "by": month.people.head, "now": LATER}
    return erase_family(month.family, **(given | more))


def counted(month) -> tuple:
    """What is reported of the round, and the ledger."""
    lots = list(Lot.objects.order_by("pk").values_list("item", "on_hand"))
    moved = list(Movement.objects.order_by("pk").values_list("lot", "kind", "quantity", "happened_on"))
    return results(month.round), lots, moved


def test_nothing_of_the_people_is_left_in_a_dump_and_the_figures_stay(month):
    day = {text for text in spellings(BORN) if "/" not in text}
    before = dump()
    assert found_in(
        before, {NAME, CHILD, AUTHORISED, STREET, LANDMARK, REMARK, "asma menahun", "dititipkan ke bu lurah"}
    )
    figures = counted(month)

    (erasure,) = erase(month)

    after = dump()
    assert found_in(after, SECRETS | day) == set()
    assert "widyaningrum" not in after.casefold()
    assert counted(month) == figures
    assert (erasure.family_id_erased, erasure.erased_by) == (month.family.pk, month.people.head)


def test_what_stays_is_who_decided_the_village_the_days_and_the_size_of_the_household(month):
    erase(month)
    family, place = Family.objects.get(pk=month.family.pk), Recipient.objects.get(pk=month.recipient.pk)
    assert (family.eligibility, family.village, family.household_size) == (Eligibility.ENDED, month.family.village, 3)
    people = [(one.name, one.birth_year, bool(one.nik), one.age(TODAY)) for one in family.members.all()]
    assert people == [("", None, False, None)] * 2
    assert (place.contact_name, place.nik_last4, place.nik_digest, place.state) == ("", "", None, "served")
    assert (place.village_name, place.household_size) == (month.recipient.village_name, month.recipient.household_size)
    assert not FamilyInmate.objects.filter(family=family).exists()
    assert Inmate.objects.filter(centre=month.centre).exists()
    assert Member.objects.get(family=month.other.family).name


def test_the_proof_is_gone_with_its_file_and_what_was_reported_opens_no_more(month):
    path = path_of(month.proof.sha256)
    assert path.exists()
    erase(month)
    assert not path.exists()
    assert not StoredFile.objects.filter(pk=month.proof.pk).exists()
    assert Handover.objects.get(recipient=month.recipient).proof_file is None
    with pytest.raises(Unreadable):
        said(HandoverReport.objects.get(recipient=month.recipient))
    assert said(HandoverReport.objects.get(recipient=month.other))["kind"] == "delivered"


def test_a_photo_that_somebody_else_has_for_a_proof_stays(month):
    path = path_of(month.proof.sha256)
    with as_owner():
        run("ALTER TABLE distributions_handover DISABLE TRIGGER USER")
        Handover.objects.filter(recipient=month.other).update(proof_file=month.proof)
        run("ALTER TABLE distributions_handover ENABLE TRIGGER USER")
    erase(month)
    assert path.exists()
    assert StoredFile.objects.filter(pk=month.proof.pk).exists()


def test_a_proof_that_is_a_signed_page_too_stays_with_its_round(month):
    """The same bytes are one file of a centre."""
    added = {"added_by": month.people.officer, "added_at": NOW}
    SignedPage.objects.create(centre=month.centre, round=month.round, kind="bast", number=1, file=month.proof, **added)
    erase(month)
    assert path_of(month.proof.sha256).exists()
    assert StoredFile.objects.filter(pk=month.proof.pk).exists()


def test_a_row_of_an_uploaded_file_that_says_the_same_number_goes_too(month, tmp_path):
    rows = table({"NIK": NIK}, {"NIK": "3316045710829735", "No. KK": "3316062309209374"})
    path = write_xlsx(tmp_path / "r.xlsx", rows)
    staged = stage_import(path, file_name="r.xlsx", centre=month.centre, by=month.people.operator, now=NOW)
    row, kept = staged.rows.order_by("sheet_row")
    assert erasable(month.family).staged == 1
    erase(month)
    row.refresh_from_db()
    kept.refresh_from_db()
    staged.refresh_from_db()
    assert (row.content, bool(kept.content), staged.source) == (None, True, None)


def test_the_file_of_a_list_of_inmates_goes_too(month, tmp_path):
    """It may name who visits them, too; what came of comparing it stays."""
    inmate = month.family.ties.order_by("pk").first().inmate
    rows = [["No", "Nama WBP", "Nama Pengunjung", "NIK"], [1, inmate.name, NAME, NIK]]
    path = write_xlsx(tmp_path / "d.xlsx", rows)
    on = datetime.date(2024, 11, 1)
    found = compare_list(path, centre=month.centre, listed_on=on, by=month.people.operator, now=NOW)
    assert found.source is not None

    erase(month)

    found.refresh_from_db(fields=("source", "listed"))
    assert (found.source, found.listed) == (None, 1)


def test_entries_that_were_merged_into_it_go_with_it(month):
    entry = FamilyFactory(centre=month.centre, household__contact=f"{NAME} II")
    Family.objects.filter(pk=entry.pk).update(merged_into=month.family)
    with pytest.raises(Refused, match="sudah digabung"):
        erase_family(entry, ground="x", by=month.people.head, now=LATER)
    assert len(erase(month)) == 2
    assert not Member.objects.filter(name__contains="Sulastri").exists()


def test_not_while_a_round_of_the_family_is_open_and_not_without_a_ground(month):
    for ground in ("", "  "):
        with pytest.raises(Refused) as refused:
            erase(month, ground=ground)
        assert refused.value.field == "ground"
    december = RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=DECEMBER)
    RecipientFactory(round=december, family=month.family)
    with pytest.raises(Refused, match="Desember 2024"):
        erase(month)
    fresh = Erasure(
        centre=month.centre, family_id_erased=month.family.pk, ground="x", erased_by=month.people.head, erased_at=LATER
    )
    adding_is_refused("erasure_after_its_rounds", fresh)
    assert not Erasure.objects.exists()
    assert Member.objects.filter(name=NAME).exists()


def test_who_is_erased_gets_a_place_in_no_open_round(month):
    december = RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=DECEMBER)
    place = RecipientFactory(round=december, family=month.family)
    place.delete()
    erase(month)
    adding_is_refused("recipient_is_not_erased", place)


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_nobody_is_erased_by_what_was_true_once(month, isolation):
    given = {"family_id_erased": month.family.pk, "ground": "x", "erased_by": month.people.head, "erased_at": LATER}
    with refused_by("erasure_after_its_rounds"):
        run(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        Erasure.objects.create(centre=month.centre, **given)


def test_the_walls_stand_again_afterwards(month):
    erase(month)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    with refused_by("recipients_frozen"):
        Recipient.objects.filter(pk=month.recipient.pk).update(contact_name=NAME)
    with not_granted():
        Assessment.objects.update(notes="x")


@pytest.mark.parametrize(
    "trigger", ["erasure_empties_the_history", "erasure_empties_what_is_frozen", "erasure_removes_photos_of_houses"]
)
def test_without_one_of_the_triggers_a_dump_would_tell(month, trigger):
    with as_owner():
        run(f"ALTER TABLE families_erasure DISABLE TRIGGER {trigger}")
    erase(month)
    assert found_in(dump(), SECRETS)


def test_the_head_reads_on_a_page_what_goes_and_erases_it_once(month, client):
    client.force_login(month.people.head)
    address = reverse("distributions:family_erase", args=[month.family.pk])
    assert address in client.get(reverse("distributions:family", args=[month.family.pk])).content.decode()
    page = words(client.get(address).content.decode())
    people = ", ".join(month.family.members.order_by("pk").values_list("name", flat=True))
    assert f"Yang dihapus Orang 2 {people} WBP" in page
    assert f"Entri dalam data 1 {month.family.pk} Nama" in page
    assert "Yang tetap ada" in page
    for lacking in ({"ground": " ", "sure": "on"}, {"ground": "Permohonan 16 November 2024"}):
        client.post(address, lacking)
        assert not Erasure.objects.exists()

    said = {"ground": "Permohonan 16 November 2024", "sure": "on"}
    sent = fields_in(client.get(address)) | said
    Member.objects.create(centre=month.centre, family=month.family, name="Baru")
    for stale in (sent, said):
        answer = words(client.post(address, stale).content.decode())
        assert "Ada yang berubah sejak itu; baca lagi apa yang dihapus." in answer
    assert f"Orang: 2 ({people}) → 3 ({people}, Baru)" in words(client.post(address, sent).content.decode())
    assert not Erasure.objects.exists()
    said = fields_in(client.get(address)) | said
    assert "Data sudah dihapus." in words(client.post(address, said, follow=True).content.decode())
    assert Erasure.objects.get(family_id_erased=month.family.pk).erased_by == month.people.head
    assert "sudah dihapus" in words(client.get(address).content.decode())
    with pytest.raises(Refused, match="sudah dihapus"):
        erase(month)


def test_as_many_others_are_not_erased_unseen(month, client):
    """What was found: entries that were merged in since were erased with it; so were others of the same number."""
    client.force_login(month.people.head)
    address = reverse("distributions:family_erase", args=[month.family.pk])
    one, other = (FamilyFactory(centre=month.centre) for _each in range(2))
    act = {"by": month.people.coordinator, "now": LATER}
    merge(one, into=month.family, **act)
    sent = fields_in(client.get(address)) | {"ground": "Permohonan 16 November 2024", "sure": "on"}
    separate(one, **act)
    merge(other, into=month.family, **act)

    answer = words(client.post(address, sent).content.decode())

    assert f"Entri dalam data: 2 ({month.family.pk}, {one.pk}) → 2 ({month.family.pk}, {other.pk})" in answer
    assert not Erasure.objects.exists()


def test_the_command_says_first_what_would_go_and_where_a_name_stands_otherwise(month):
    quote = Quote.objects.create(centre=month.centre, round=month.round, speaker=NAME, text="Terima kasih.")
    out = StringIO()
    call_command("erase_family", month.family.pk, "--dry-run", stdout=out)
    assert (
        "1 entries, 2 people, 1 places in rounds, 1 reports, 1 proofs, 1 photos of the house, 0 uploaded rows"
        in out.getvalue()
    )
    assert f"distributions_quote {quote.pk}: speaker" in out.getvalue()
    assert Member.objects.filter(name=NAME).exists()
    assert not Erasure.objects.exists()
    with pytest.raises(CommandError, match="--by"):
        call_command("erase_family", month.family.pk, "--ground", "diminta", stdout=out)
    with pytest.raises(CommandError, match="no family 0"):
        call_command("erase_family", 0, stdout=out)


def test_the_command_erases_in_the_name_of_who_decided_it(month):
    out = StringIO()
    by = month.people.head.username
    call_command("erase_family", month.family.pk, "--ground", "diminta keluarga", "--by", by, stdout=out)
    assert f"Erased: family {month.family.pk}." in out.getvalue()
    assert Erasure.objects.get().erased_by == month.people.head
    event = Family.objects.get(pk=month.family.pk).events.order_by("-pgh_id")[0]
    assert event.pgh_context["actor"] == month.people.head.pk
