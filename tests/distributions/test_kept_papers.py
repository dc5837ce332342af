"""What was printed of an approved round stays as it was printed, has its number, and is known again."""

import datetime
import hashlib
import re
import secrets
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from centres.encryption import is_bound
from centres.models import AccessLog, Centre, Letterhead, Official
from centres.private_files import path_of
from centres.qr_codes import qr_code
from config.errors import Refused
from distributions.models import Correction, Paper, PaperKind, PaperNumber, PaperVersion, State
from distributions.papers import kept, pdf
from distributions.papers.bundle import mark_of
from distributions.papers.printing import kinds_of
from distributions.papers.revisions import revise
from distributions.papers.versions import bundle_in, versions_to_print
from distributions.rounds.approval import move_date, use_reserve
from distributions.rounds.closing import close_round, correct_closed_round, settle_all
from distributions.rounds.transitions import transition
from tests import factories, paper_files
from tests.distributions.kept_papers import LATER, a_version, closed, link_of, move, printed, version_in_force
from tests.distributions.months import APPROVED, NOW, approved_month, delivered, from_canteen, missed
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def test_what_the_papers_say_is_kept_with_the_approval(month):
    (version,) = PaperVersion.objects.filter(round=month.round)
    assert (version.occasion, version.by, version.at) == ("approved", month.people.head, APPROVED)
    assert version.replaces is None
    assert is_bound(version.content)
    assert month.recipients[0].contact_name in str(bundle_in(version))
    assert not Paper.objects.exists(), "no approval waits for the layout"


def test_a_paper_says_what_its_live_print_says(month):
    for kind in kinds_of(month.round):
        _paper, text = printed(month, kind)
        live = " ".join(paper_files.page_texts(pdf.print_now(month.round, kind)))
        assert text.replace(" Kode QR membuka catatan berkas ini di Peduli.", "") == live


def test_a_paper_is_made_once_and_is_the_same_years_later_whatever_became_of_the_office(month):
    closed(month)
    first, text = printed(month)
    before = kept.bytes_of(first)
    Centre.objects.filter(pk=month.centre.pk).update(name="Rutan Baru", full_name="Rutan Baru Kelas IIA", paper="f4")
    Official.objects.filter(centre=month.centre).update(name="Orang Lain")
    Letterhead.objects.filter(centre=month.centre).update(address="Jalan Baru")
    again, same = printed(month, now=LATER)
    assert (again.pk, same, kept.bytes_of(again)) == (first.pk, text, before)
    assert hashlib.sha256(before).hexdigest() == first.sha256
    assert first.sheets == len(PdfReader(BytesIO(before)).pages)


def test_a_paper_that_is_first_printed_later_says_what_was_approved(month):
    factories.LetterheadFactory(centre=month.centre, address="Jalan Baru 1")
    assert "Jalan Baru 1" not in printed(month)[1]
    assert "Jalan Baru 1" in " ".join(paper_files.page_texts(pdf.signing_file(month.round)))


def mark(text):
    """The mark at the foot of a paper of one document."""
    (found,) = set(re.findall(r"cetakan ([0-9A-F]{6}) (?:Kode|Halaman)", text))
    return found


def test_a_change_is_printed_as_such_on_every_paper_that_it_touches_and_names_the_print_that_it_replaces(month):
    touched = (PaperKind.PROPOSAL, PaperKind.ASSIGNMENT, PaperKind.BAST, PaperKind.RECEIPT_LIST)
    approved = {kind: printed(month, kind) for kind in touched}
    assert "Perubahan" not in "".join(text for _paper, text in approved.values())
    change = move(month)
    for kind in touched:
        paper, text = printed(month, kind)
        assert (paper.version.occasion, paper.version.change) == ("changed", change)
        assert paper.version.replaces == approved[kind][0].version
        line = f"Perubahan ke-1 tanggal 15 November 2024, menggantikan cetakan {mark(approved[kind][1])} "
        assert line in text, kind
        assert mark(text) != mark(approved[kind][1])
    moved = "Perubahan : Tanggal: 15 November 2024 pukul 08.00 menjadi 18 November 2024 pukul 09.00"
    assert moved in text
    use_reserve(
        month.round,
        reserve=month.reserve,
        instead_of=month.recipients[0],
        reason="Pindah",
        by=month.people.coordinator,
        now=NOW,
    )
    again = printed(month, PaperKind.RECEIPT_LIST)[1]
    assert f"Perubahan ke-2 tanggal 15 November 2024, menggantikan cetakan {mark(text)} " in again
    assert not kept.newest_of(approved[PaperKind.PROPOSAL][0])


def test_a_paper_that_a_change_does_not_touch_stays_what_it_was(month):
    kinds = (PaperKind.SHOPPING, PaperKind.LOADING, PaperKind.GOODS_BAST)
    before = {kind: printed(month, kind)[1] for kind in kinds}
    use_reserve(
        month.round,
        reserve=month.reserve,
        instead_of=month.recipients[0],
        reason="Pindah",
        by=month.people.coordinator,
        now=NOW,
    )
    shopping, minutes = (printed(month, kind)[1] for kind in (PaperKind.SHOPPING, PaperKind.GOODS_BAST))
    assert (shopping, minutes) == (before[PaperKind.SHOPPING], before[PaperKind.GOODS_BAST])
    assert "Perubahan ke-1" in printed(month, PaperKind.PROPOSAL)[1], "which tells the change"
    move(month)
    line = f"Perubahan ke-2 tanggal 15 November 2024, menggantikan cetakan {mark(shopping)} "
    assert line in printed(month, PaperKind.SHOPPING)[1]


def test_what_is_replaced_is_the_last_print_and_not_a_version_that_nobody_printed(month):
    first = printed(month, PaperKind.ASSIGNMENT)[1]
    move(month)
    move(month, day=19)
    assert (
        f"Perubahan ke-2 tanggal 15 November 2024, menggantikan cetakan {mark(first)} "
        in (printed(month, PaperKind.ASSIGNMENT)[1])
    )
    never = printed(month, PaperKind.BAST)[1]
    assert "Perubahan ke-2 tanggal 15 November 2024 " in never
    assert "menggantikan" not in never, "the minutes were never printed before"


def test_a_print_in_the_signing_file_is_replaced_too(month):
    printed(month)
    (version,) = PaperVersion.objects.filter(round=month.round)
    before = mark_of(bundle_in(version)["assignment"], bundle_in(version))
    move(month)
    assert f"menggantikan cetakan {before} " in printed(month, PaperKind.ASSIGNMENT)[1]


def test_each_print_says_of_which_record_it_is(month):
    approved = printed(month, PaperKind.RECEIPT_LIST)[1]
    from_canteen(month)
    delivered(month, month.recipients[0])
    recorded = printed(month, PaperKind.RECEIPT_LIST)[1]
    at = "15 November 2024 pukul 10.00 WIB"
    assert f"Menurut catatan penyerahan {at}, menggantikan cetakan {mark(approved)} " in recorded
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    last = printed(month, PaperKind.RECEIPT_LIST)[1]
    assert f"Menurut penutupan periode tanggal 15 November 2024, menggantikan cetakan {mark(recorded)} " in last
    assert len({mark(approved), mark(recorded), mark(last)}) == 3


def test_papers_that_were_kept_with_one_line_for_all_keep_it_where_nothing_changed(month):
    """Bundles of before had the line beside the documents."""
    bundle, before = (bundle_in(PaperVersion.objects.get(round=month.round)) for _ in range(2))
    before["revision"] = "Perubahan ke-1 tanggal 9 November 2024"
    before["loading"]["total"] = "7"
    revise(bundle, before=before, line="Perubahan ke-2", printed={"loading": "ABC123"})
    assert bundle["shopping"]["revision"] == "Perubahan ke-1 tanggal 9 November 2024"
    assert mark_of(bundle["shopping"], bundle) == mark_of(before["shopping"], before)
    assert bundle["loading"]["revision"] == "Perubahan ke-2, menggantikan cetakan ABC123"


def test_a_correction_after_close_is_printed_as_such_and_names_what_it_replaces(month):
    closed(month)
    before, _text = printed(month)
    letter, list_before = (printed(month, kind)[1] for kind in (PaperKind.ASSIGNMENT, PaperKind.RECEIPT_LIST))
    correction = correct_closed_round(
        month.round,
        text="Paketnya diterima tetangga",
        reason="Salah catat",
        recipient=month.recipients[1],
        result="received",
        by=month.people.head,
        now=NOW,
    )
    paper, text = printed(month)
    assert (paper.version.occasion, paper.version.correction) == ("corrected", correction)
    assert (before.version.occasion, paper.version.replaces) == ("closed", before.version)
    listed = printed(month, PaperKind.RECEIPT_LIST)[1]
    line = "Perubahan karena koreksi ke-1 tanggal 15 November 2024, menggantikan cetakan"
    assert f"{line} {mark(list_before)} " in listed
    assert text.count(line) == 2, "on the minutes and the list"
    assert printed(month, PaperKind.ASSIGNMENT)[1] == letter
    row = "Belum diserahkan: Tidak di rumah; dikoreksi: menerima"
    assert row in listed
    assert kept.newest_of(paper)


def test_while_the_hand_over_is_recorded_a_print_says_what_is_known_and_is_kept_too(month):
    approved, _text = printed(month, PaperKind.RECEIPT_LIST)
    delivered(month, month.recipients[0])
    paper, text = printed(month, PaperKind.RECEIPT_LIST)
    assert (paper.version.occasion, "Sendiri" in text) == ("recorded", True)
    assert printed(month, PaperKind.RECEIPT_LIST)[0] == paper, "nothing else is known since"
    assert approved.pk != paper.pk
    missed(month, month.recipients[1])
    assert "Belum diserahkan: Tidak di rumah" in printed(month, PaperKind.RECEIPT_LIST)[1]


def test_what_the_round_says_is_read_once_for_all_papers_that_are_printed_together(month):
    printed(month)
    delivered(month, month.recipients[0])
    month.round.refresh_from_db()
    statements = []
    for kinds in ([PaperKind.BAST], [kind for kind in PaperKind if kind != PaperKind.REPORT]):
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            versions = versions_to_print(month.round, kinds, by=month.people.coordinator, now=NOW)
            transaction.set_rollback(True)
        assert [list(versions), {version.occasion for version in versions.values()}] == [kinds, {"recorded"}]
        statements.append(len(asked))
    assert statements[0] == statements[1]


def test_numbers_follow_the_pattern_of_the_letterhead_count_by_year_and_stay():
    Letterhead.objects.all().update(proposal_number="W.13-{urut}/{romawi}/{tahun}", minutes_number="BA-{urut}-{bulan}")
    month = approved_month()
    other = approved_month()
    for each in (month, other):
        factories.LetterheadFactory(
            centre=each.centre, proposal_number="W.13-{urut}/{romawi}/{tahun}", minutes_number="BA-{urut}-{bulan}"
        )
    first = _numbered(month)
    second = _numbered(month)
    elsewhere = _numbered(other)
    assert [one.text for one in PaperNumber.objects.filter(centre=month.centre, kind="usulan")] == [
        "W.13-1/XI/2024",
        "W.13-2/XI/2024",
    ]
    assert "Nomor: W.13-1/XI/2024" in first[0]
    assert "Nomor: BA-1-11" in first[0]
    assert "Lampiran Berita Acara Serah Terima Nomor BA-1-11" in first[0]
    assert "W.13-2/XI/2024" in second[0]
    assert "W.13-1/XI/2024" in elsewhere[0]
    round = first[1]
    move_date(
        round,
        date=datetime.date(2024, 11, 20),
        time=datetime.time(9),
        reason="Hujan",
        by=month.people.coordinator,
        now=NOW,
    )
    assert "Nomor: BA-1-11" in _text_of(month, round)


def _numbered(month):
    """Another round of the centre, approved; its text and itself."""
    round = factories.RoundFactory(centre=month.centre, occurrence_on=_next_day())
    factories.RecipientFactory(round=round)
    transition(round, State.SUBMITTED, by=month.people.coordinator, now=APPROVED)
    round.letterhead = Letterhead.objects.get(centre=month.centre)
    round.save()
    transition(round, State.APPROVED, by=month.people.head, now=APPROVED)
    return _text_of(month, round), round


_days = iter(datetime.date(2024, 11, 15) + datetime.timedelta(days=31 * number) for number in range(24))


def _next_day():
    return next(_days)


def _text_of(month, round):
    who = {"by": month.people.coordinator, "now": NOW}
    paper = kept.paper_of(version_in_force(round, **who), PaperKind.SIGNING_FILE, link_of=link_of, **who)
    return " ".join(paper_files.page_texts(kept.bytes_of(paper)))


def test_without_a_pattern_numbers_are_left_to_write(month):
    printed(month)
    assert not PaperNumber.objects.exists()


def test_bytes_that_were_changed_or_lost_are_not_passed_off_as_the_paper(month):
    paper, _text = printed(month)
    path = path_of(paper.sha256)
    path.write_bytes(b"%PDF other")
    with pytest.raises(Refused, match="berubah di penyimpanan"):
        kept.bytes_of(paper)
    path.unlink()
    with pytest.raises(Refused, match="tidak disimpan"):
        kept.bytes_of(paper)


# The pages


def test_printing_again_sends_the_same_bytes_and_each_print_is_logged(client, month):
    client.force_login(month.people.coordinator)
    address = reverse("distributions:print_paper", args=[month.round.pk, "bast"])
    first = client.post(address)
    assert client.post(address).content == first.content
    assert Paper.objects.count() == 1
    assert list(AccessLog.objects.filter(action="print").values_list("detail", flat=True)) == ["bast", "bast"]
    again = client.post(reverse("distributions:reprint", args=[Paper.objects.get().token]))
    assert (again.status_code, again.content) == (200, first.content)
    assert AccessLog.objects.filter(action="print", detail="bast", subject_id=month.round.pk).count() == 3


def test_the_chosen_papers_come_as_one_archive_and_all_where_none_is_chosen(client, month):
    client.force_login(month.people.coordinator)
    address = reverse("distributions:print_chosen", args=[month.round.pk])
    chosen = client.post(address, {"paper": ["bast", "usulan", "surat-cinta"]})
    assert chosen["Content-Disposition"] == 'attachment; filename="berkas-2024-11.zip"'
    archive = ZipFile(BytesIO(chosen.content))
    assert archive.namelist() == ["usulan-2024-11.pdf", "bast-2024-11.pdf"]
    assert kept.recognised([archive.read("bast-2024-11.pdf")]).kind == "bast"
    assert len(ZipFile(BytesIO(client.post(address).content)).namelist()) == len(PaperKind) - 1, "no report yet"


def test_the_page_shows_what_was_printed_last_and_folds_what_was_printed_before(client, month):
    first, _text = printed(month, PaperKind.BAST)
    client.force_login(month.people.coordinator)
    page = reverse("distributions:round", args=[month.round.pk])
    assert "Dicetak sebelumnya" not in client.get(page).content.decode()
    move(month)
    last, _text = printed(month, PaperKind.ASSIGNMENT)
    open_part, folded = client.get(page).content.decode().split("Dicetak sebelumnya")
    assert (last.token in open_part, first.token in open_part, first.token in folded) == (True, False, True)


def test_the_code_leads_to_the_record_and_an_unknown_or_a_foreign_one_to_nothing(client, month):
    paper, _text = printed(month)
    here = reverse("distributions:paper", args=[paper.token])
    assert client.get(here).status_code == 302, "only who is signed in"
    client.force_login(month.people.storekeeper)
    page = client.get(here).content.decode()
    assert paper.sha256[:8] in page
    assert month.recipients[0].contact_name not in page
    unknown = client.get(reverse("distributions:paper", args=[secrets.token_urlsafe(16)]))
    client.force_login(month.people.outsider)
    foreign = client.get(here)
    assert (unknown.status_code, foreign.status_code) == (404, 404)


def test_the_code_on_the_paper_is_that_of_the_page(client, month):
    client.force_login(month.people.coordinator)
    client.post(reverse("distributions:print_paper", args=[month.round.pk, "usulan"]))
    paper = Paper.objects.get()
    made = pdf.render(
        kept.paper_file(
            bundle_in(paper.version), PaperKind.PROPOSAL, code=qr_code(f"http://testserver/berkas/{paper.token}/")
        )
    )
    assert hashlib.sha256(made).hexdigest() == paper.sha256


def test_a_pdf_is_known_again_and_an_altered_or_a_foreign_one_is_not(client, month):
    paper, _text = printed(month)
    content = kept.bytes_of(paper)
    address = reverse("distributions:verify_paper")

    def said(content):
        sent = SimpleUploadedFile("apa saja.pdf", content, "application/pdf")
        return client.post(address, {"file": sent}).content.decode()

    client.force_login(month.people.officer)
    assert "Tidak berubah: Berkas tanda tangan" in said(content)
    assert "Bukan berkas yang tersimpan" in said(content + b" ")
    assert "berubah sesudahnya" not in said(content)
    move(month)
    assert "berubah sesudahnya" in said(content)
    client.force_login(month.people.outsider)
    assert "Bukan berkas yang tersimpan" in said(content)


def test_nobody_reads_a_paper_by_the_number_of_its_file(client, month):
    """It is asked by its record, which says whether Peduli printed it."""
    paper, _text = printed(month)
    for person in (month.people.storekeeper, month.people.head):
        client.force_login(person)
        assert client.get(reverse("centres:file", args=[paper.file_id])).status_code == 404


# What can't be opened


def forged(month, **changes):
    """What another round's papers say, as the last version of this one."""
    other = approved_month()
    content = PaperVersion.objects.get(round=other.round).content
    version = a_version(month, **({"content": content, "change": None} | changes))
    version.save()
    return version


def test_a_version_that_cannot_be_opened_is_followed_by_what_the_round_says(month):
    move(month)
    before = bundle_in(PaperVersion.objects.filter(round=month.round).last())
    false = forged(month)
    month.round.refresh_from_db()
    version = version_in_force(month.round, by=month.people.coordinator, now=LATER)
    assert (version.occasion, version.replaces) == ("recorded", false)
    assert bundle_in(version) == before, "it stays the first change"
    assert printed(month, now=LATER)[0].version == version


def test_what_cannot_be_opened_after_close_is_said_and_a_correction_is_printed(client, month):
    closed(month)
    who = {"by": month.people.head, "at": NOW}
    wrong = Correction.objects.create(centre=month.centre, round=month.round, text="Salah", reason="Salah", **who)
    forged(month, occasion="corrected", correction=wrong)
    client.force_login(month.people.coordinator)
    address = reverse("distributions:print_paper", args=[month.round.pk, "bast"])
    assert "tidak dapat dibuka" in client.post(address, follow=True).content.decode()
    correct_closed_round(month.round, text="Salah tulis", reason="Salah", by=month.people.head, now=NOW)
    assert client.post(address)["Content-Type"] == "application/pdf"


def test_after_close_heading_and_foot_say_that_it_is_closed_and_a_sheet_that_is_held_stays_as_it_is(month):
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    held = printed(month, PaperKind.BAST)[1]
    settle_all(month.round, outcome="stock", by=month.people.coordinator, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)

    receipts = printed(month, PaperKind.RECEIPT_LIST)[1]
    assert "Menurut catatan penyerahan" not in receipts
    assert "Menurut penutupan periode tanggal 15 November 2024 " in receipts
    assert "November 2024 · ditutup 15 November 2024 · cetakan" in receipts
    assert "disetujui" not in receipts
    minutes = printed(month, PaperKind.BAST)[1]
    assert ("Menurut catatan penyerahan" in minutes, mark(minutes)) == (True, mark(held))
    assert "disetujui 8 November 2024" in minutes
    assert "disetujui 8 November 2024" in printed(month, PaperKind.ASSIGNMENT)[1]
