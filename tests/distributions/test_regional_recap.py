"""*Rekap Kanwil*: a row for each centre and month, and the files of other installations merged with it."""

import datetime
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from centres.models import AccessLog, Membership, Role
from config.errors import Refused
from distributions.models import State
from distributions.reports.given import Good
from distributions.reports.regional import CentreMonth, FromFile, Stands, centre_months, merged, totals
from distributions.reports.regional_workbook import MOST_ROWS, read_regional, regional_workbook
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.factories import RoundFactory, UserFactory, region
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
RICE = Good("Beras", "kg")
CILACAP = CentreMonth(
    "lapas-cilacap", "Lapas Cilacap", D(2024, 11, 1), Stands.REPORTED, days="12–13 November 2024", families=12,
    persons=40, places=3, packages=13, goods={RICE: Decimal("120.5")}, value=1_812_500, source="Baznas",
    link="https://example.com/berita",
)  # fmt: skip
SILENT = CentreMonth("lapas-cilacap", "Lapas Cilacap", D(2024, 12, 1), Stands.MISSING)


@stands
def month() -> SimpleNamespace:
    """Closed in November 2024: of two families one received."""
    month = approved_month(2)
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    return month


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written(folder: Path, *rows: CentreMonth, name: str = "cilacap.xlsx") -> Path:
    path = folder / name
    path.write_bytes(regional_workbook(rows))
    return path


def with_other_text(path: Path, old: str, new: str) -> Path:
    """The same file with another figure in its visible sheet, as a spreadsheet program would leave it."""
    other = path.with_name("diubah.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return other


# --- of this installation


def test_each_month_since_the_first_round_has_a_row_whatever_became_of_it(month):
    december, january = (
        RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=day)
        for day in (D(2024, 12, 20), D(2025, 1, 17))
    )
    transition(december, State.CANCELLED, by=month.people.coordinator, now=NOW, note="Natal")
    of_2024 = centre_months([month.centre], 2024, D(2025, 1, 20))
    assert [(row.month, row.stands, row.packages) for row in of_2024] == [
        (D(2024, 12, 1), Stands.CANCELLED, None),
        (D(2024, 11, 1), Stands.REPORTED, 1),
    ]
    assert [row.stands for row in centre_months([month.centre], 2025, D(2025, 1, 20))] == [Stands.MISSING]
    assert january.state == State.DRAFT


def test_a_row_says_when_to_whom_and_what_was_handed_over(month):
    (row,) = centre_months([month.centre], 2024, D(2024, 11, 30))
    assert (row.days, row.families, row.persons, row.places, row.packages) == ("15 Nov 2024", 1, 3, 1, 1)
    assert (row.amounts, row.value, row.source) == (
        ["Beras 10\u00a0kg", "Gula pasir 2\u00a0kg"],
        174_000,
        "Koperasi Pegawai",
    )


def test_persons_whom_nobody_counted_are_no_zero(tmp_path):
    month = approved_month(2, unsized=2)
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    (row,) = rows = centre_months([month.centre], 2024, D(2024, 11, 30))
    assert (row.persons, row.unsized, row.packages, totals(rows).persons) == (None, 2, 2, None)
    answer = signed_in(month.people.head).get(reverse("distributions:regional"), {"tahun": "2024"})
    assert "15 Nov 2024 2 – 1 2 Beras" in words(answer.content.decode())
    assert "Jumlah 2 – 1 2 Beras" in words(answer.content.decode())
    assert "Tanpa jiwa dari 2 keluarga yang jumlah anggotanya belum dicatat." in words(answer.content.decode())
    (read,) = read_regional(written(tmp_path, row), "blora.xlsx").rows
    assert (read.persons, read.unsized, read.packages) == (None, 2, 2)
    note = "Tanpa jiwa dari 2 keluarga yang jumlah anggotanya belum dicatat."
    sheet = CalamineWorkbook.from_path(written(tmp_path, row)).get_sheet_by_index(0).to_python()
    assert (sheet[2][5], sheet[-1][0]) == ("", note)


def test_a_sum_of_persons_of_whom_some_are_not_counted_says_so():
    month = approved_month(2, unsized=1)
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    (row,) = centre_months([month.centre], 2024, D(2024, 11, 30))
    assert (row.persons, row.unsized) == (3, 1)
    answer = signed_in(month.people.head).get(reverse("distributions:regional"), {"tahun": "2024"})
    assert "Tanpa jiwa dari 1 keluarga yang jumlah anggotanya belum dicatat." in words(answer.content.decode())


def test_what_is_not_closed_yet_says_so():
    running = approved_month(1)
    delivered(running, running.recipients[0])
    (row,) = centre_months([running.centre], 2024, D(2024, 11, 30))
    assert (row.stands, row.packages) == (Stands.RUNNING, 1)


def test_a_centre_without_any_round_has_not_reported_this_month(month):
    assert [r.stands for r in centre_months([RoundFactory().centre], 2024, D(2024, 11, 30))] == [Stands.MISSING]


# --- files of other installations


def test_what_one_installation_wrote_another_reads(tmp_path):
    found = read_regional(written(tmp_path, CILACAP, SILENT), "cilacap.xlsx")
    assert list(found.rows) == [CILACAP, SILENT]


@pytest.mark.parametrize("count", [204, MOST_ROWS])
def test_a_file_of_many_rows_is_read(tmp_path, count):
    rows = [replace(CILACAP, code=f"upt-{number}", centre=f"UPT {number}") for number in range(count)]
    assert list(read_regional(written(tmp_path, *rows), "kanwil.xlsx").rows) == rows


def test_more_items_than_rows_are_read(tmp_path):
    goods = {Good(f"Barang {number}", "kg" if number else ""): Decimal(number) for number in range(12)}
    row = replace(CILACAP, goods=goods)
    assert list(read_regional(written(tmp_path, row, SILENT), "cilacap.xlsx").rows) == [row, SILENT]


def test_a_recap_of_many_centres_that_call_their_goods_otherwise_is_read(tmp_path):
    """A whole region in a year, each centre with ten items of its own beside rice."""
    rows = [
        replace(
            CILACAP, code=f"upt-{centre:02}", centre=f"UPT {centre:02}", month=D(2024, month, 1),
            goods={Good(f"Barang {centre}.{number}", "bks"): Decimal(number + 1) for number in range(10)}
            | {RICE: Decimal(5)},
        )
        for centre in range(40) for month in range(1, 13)
    ]  # fmt: skip
    path = written(tmp_path, *rows, name="kanwil.xlsx")
    assert list(read_regional(path, "kanwil.xlsx").rows) == rows
    heads = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0]
    assert (heads[12], len(heads)) == ("Beras (kg)", 12 + 401)


def test_a_long_source_is_read_and_one_of_more_letters_than_a_cell_is_cut_at_a_word(tmp_path):
    long, longer = (", ".join(f"Koperasi {number:03}" for number in range(count)) for count in (60, 100))
    rows = [replace(CILACAP, source=long), replace(SILENT, source=longer)]
    first, second = read_regional(written(tmp_path, *rows), "cilacap.xlsx").rows
    assert (len(long), len(longer), first.source) == (838, 1398, long)
    assert (longer.startswith(second.source.removesuffix(" …")), 980 < len(second.source) <= 1000) == (True, True)


def test_the_written_file_is_a_table_with_a_total(tmp_path):
    book = CalamineWorkbook.from_path(written(tmp_path, CILACAP, SILENT))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == [
        "UPT", "Kode", "Bulan", "Tanggal", "Keluarga", "Jiwa", "Lokasi", "Paket", "Nilai (Rp)", "Asal", "Berita",
        "Status", "Beras (kg)",
    ]  # fmt: skip
    assert rows[1][:9] == [
        "Lapas Cilacap",
        "lapas-cilacap",
        D(2024, 11, 1),
        "12–13 November 2024",
        12,
        40,
        3,
        13,
        1_812_500,
    ]
    assert (rows[2][11], rows[3][4:9], rows[3][12]) == ("Belum lapor", [12, 40, 3, 13, 1_812_500], 120.5)


@pytest.mark.parametrize(("old", "new"), [("<v>40</v>", "<v>41</v>"), ("<v>1812500</v>", "<v>1</v>")])
def test_a_figure_that_was_altered_is_noticed(tmp_path, old, new):
    path = with_other_text(written(tmp_path, CILACAP), old, new)
    with pytest.raises(Refused, match=r"diubah\.xlsx diubah setelah dibuat Peduli"):
        read_regional(path, "diubah.xlsx")


def test_what_is_no_recap_of_peduli_is_named(tmp_path, month):
    client = signed_in(month.people.head)
    other = client.post(reverse("distributions:recaps_excel"), {"menurut": "bulan", "tahun": "2024"}).content
    for name, content in (("surat.xlsx", b"bukan"), ("kosong.xlsx", b""), ("rekap.xlsx", other)):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Refused, match=f"{name} bukan Rekap Kanwil buatan Peduli"):
            read_regional(path, name)


@pytest.mark.parametrize("change", [{"families": -1}, {"link": "javascript:alert(1)"}, {"centre": "x" * 400}])
def test_a_made_up_file_with_a_fitting_check_number_still_holds_nothing_strange(tmp_path, change):
    with pytest.raises(Refused, match="bukan Rekap Kanwil"):
        read_regional(written(tmp_path, replace(CILACAP, **change)), "cilacap.xlsx")


def test_the_same_file_and_the_same_month_count_once_and_are_named():
    own = [replace(CILACAP, code="rutan-blora", centre="Rutan Blora")]
    files = [
        FromFile("a.xlsx", "1", [CILACAP, SILENT]),
        FromFile("salinan.xlsx", "1", [CILACAP]),
        FromFile("b.xlsx", "2", [replace(CILACAP, families=99), replace(SILENT, stands=Stands.REPORTED, families=5)]),
        FromFile("blora.xlsx", "3", [replace(own[0], families=1)]),
        FromFile("lama.xlsx", "4", [replace(CILACAP, month=D(2023, 11, 1))]),
    ]
    rows, said = merged(own, files, 2024, D(2024, 12, 31))
    assert [(row.code, row.month.month, row.families) for row in rows] == [
        ("lapas-cilacap", 12, 5),
        ("lapas-cilacap", 11, 12),
        ("rutan-blora", 11, 12),
    ]
    assert said == [
        "salinan.xlsx sama dengan a.xlsx; dihitung satu kali.",
        "Lapas Cilacap, November 2024: ada pada a.xlsx dan pada b.xlsx. Yang dihitung dari a.xlsx.",
        "Rutan Blora, November 2024: ada pada Peduli ini dan pada blora.xlsx. Yang dihitung dari Peduli ini.",
        "lama.xlsx tidak memuat bulan pada tahun 2024.",
    ]


def test_of_the_months_to_come_the_next_counts_where_it_is_reported_and_the_others_are_left_out_and_named():
    """A round may be held in the month before the one for which it counts, and not earlier."""
    today, december = D(2024, 11, 1), D(2024, 12, 1)
    rows = [CILACAP, *(replace(CILACAP, month=month) for month in (december, D(2025, 1, 1)))]
    said = "Lapas Cilacap, Januari 2025: ada pada a.xlsx, padahal bulan itu belum tiba. Tidak dihitung."
    assert merged([], [FromFile("a.xlsx", "1", rows)], 2025, today) == ([], [said])
    assert merged([], [FromFile("a.xlsx", "1", rows)], 2024, today) == ([rows[1], CILACAP], [])
    told = "Lapas Cilacap, Desember 2024: ada pada a.xlsx, padahal bulan itu belum tiba. Tidak dihitung."
    assert merged([], [FromFile("a.xlsx", "1", [CILACAP, SILENT])], 2024, today) == ([CILACAP], [told])


def test_totals_add_up_what_is_reported():
    total = totals([CILACAP, SILENT, replace(CILACAP, value=None, packages=2)])
    assert (total.families, total.packages, total.value, total.waiting, total.unpriced) == (24, 15, 1_812_500, 1, 1)
    assert total.amounts == ["Beras 241\u00a0kg"]


# --- the page


def page_of(client: Client, *files: tuple[str, bytes]):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("distributions:regional"), {"tahun": "2024", "bulan": "0", "recaps": uploads})


def test_the_page_shows_the_year_and_one_month(month):
    client = signed_in(month.people.viewer)
    address = reverse("distributions:regional")
    year = words(client.get(address, {"tahun": "2024", "bulan": "0"}).content.decode())
    assert "Rekap Kanwil 2024 1 paket diserahkan, Rp174.000" in year
    assert (
        "November 2024 15 Nov 2024 1 3 1 1 Beras 10 kg, Gula pasir 2 kg Rp174.000 Koperasi Pegawai Dilaporkan" in year
    )
    assert "Desember 2024 Belum lapor" in year
    december = words(client.get(address, {"tahun": "2024", "bulan": "12"}).content.decode())
    assert "Rekap Kanwil Desember 2024 0 paket diserahkan · 1 bulan belum lapor" in december


def test_files_are_merged_on_the_page_and_in_its_excel(month, tmp_path):
    client = signed_in(month.people.coordinator)
    good = written(tmp_path, CILACAP, SILENT)
    altered = with_other_text(good, "<v>40</v>", "<v>4</v>")
    answer = page_of(
        client, ("cilacap.xlsx", good.read_bytes()), ("diubah.xlsx", altered.read_bytes()), ("x.xlsx", b"x")
    )
    told = words(answer.content.decode())
    assert "14 paket diserahkan, Rp1.986.500" in told
    assert "diubah.xlsx diubah setelah dibuat Peduli." in told
    assert "x.xlsx bukan Rekap Kanwil buatan Peduli." in told
    sent = {"tahun": "2024", "merged": answer.context["merged"]}
    excel = client.post(reverse("distributions:regional_excel"), sent)
    path = tmp_path / "gabungan.xlsx"
    path.write_bytes(excel.content)
    rows = read_regional(path, "gabungan.xlsx").rows
    assert [(row.code, row.packages) for row in rows if row.packages] == [
        ("lapas-cilacap", 13),
        (month.centre.code, 1),
    ]
    log = AccessLog.objects.get()
    assert (log.action, log.detail) == ("export", "regional recap 2024")


def test_what_a_page_did_not_merge_is_no_excel(month, tmp_path):
    first, second = signed_in(month.people.coordinator), signed_in(month.people.head)
    merged_by_first = page_of(first, ("a.xlsx", written(tmp_path, CILACAP).read_bytes())).context["merged"]
    for client, sent in ((second, merged_by_first), (first, merged_by_first + "x"), (first, "")):
        answer = client.post(reverse("distributions:regional_excel"), {"tahun": "2024", "merged": sent})
        assert answer.status_code == 400
    assert not AccessLog.objects.exists()


def test_without_a_file_the_form_says_so(month):
    answer = page_of(signed_in(month.people.coordinator))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["recaps"])


def test_a_viewer_of_a_region_sees_its_centres_and_who_holds_no_role_nothing(month):
    viewer = UserFactory()
    Membership.objects.create(user=viewer, role=Role.VIEWER, region=region("33"), starts_on=D(2024, 1, 1))
    rows = signed_in(viewer).get(reverse("distributions:regional"), {"tahun": "2024", "bulan": "11"}).context["rows"]
    assert month.centre.name in {row.centre for row in rows}
    assert signed_in(UserFactory()).get(reverse("distributions:regional")).status_code == 404


def test_last_year_can_be_asked_for_where_nothing_is_known_of_it(month):
    page = signed_in(month.people.coordinator).get(reverse("distributions:regional"))
    assert timezone.localdate().year - 1 in page.context["years"]
