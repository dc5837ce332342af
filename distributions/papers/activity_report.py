"""*Laporan pelaksanaan kegiatan*: what the centre reports of a round to the regional office, in sections A to I.

It names no recipient and no inmate; the minutes and the receipt lists are attached to it. Its photos are those whose
people agreed to publication: the others stay in the office.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation

from aid.models import Movement
from centres.encryption import Unreadable
from centres.indonesian import counted, joined, long_days, measured, number_in_words, plain_date, plain_quantity
from centres.pictures import print_jpeg
from centres.private_files import bytes_named
from config.formats import before_stop, rupiah
from distributions.models import MOST_IN_REPORT, PaperKind, Photo, Recipient, Round
from distributions.papers.numbers import Numbers
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.wording import (
    called,
    changes,
    contents,
    goods_later,
    location_title,
    period,
    place_and_date,
    signature,
    source,
    subject,
    why_extra,
)
from distributions.reports.results import Results, results
from distributions.rounds.balance import ItemBalance, balance

LOCATIONS_BY_NAME = 8
MOST_SCANS = 20


def report_document(on_paper: RoundOnPaper, *, numbers: Numbers) -> dict[str, Any] | None:
    """The report; None while nothing is recorded of the round. Until it is closed it says SEMENTARA.

    A photo has the SHA-256 of its ``file``: the picture is read when the paper is made (``with_pictures``).
    """
    round = on_paper.round
    if all(recipient.is_planned for recipient in on_paper.recipients):
        return None
    with translation.override("id"):
        order = {line.item_id: place for place, line in enumerate(on_paper.contents.standard)}
        gone = sorted(balance(round), key=lambda row: (order.get(row.item.pk, len(order)), row.item.pk))
        found = results(round)
        return {
            "kind": "activity_report",
            "title": "Laporan Pelaksanaan Kegiatan",
            "called": called(round),
            "part": "",
            "mark": "" if round.is_closed else "SEMENTARA",
            "signers": [on_paper.head.title],
            "heading": "LAPORAN PELAKSANAAN KEGIATAN",
            "subject": subject(on_paper),
            "number": numbers.report,
            "to": _to(on_paper),
            "basis": _basis(on_paper, numbers),
            "aims": _aims(round),
            "held": _held(on_paper, found),
            "people": _people(on_paper),
            "people_note": _not_there(on_paper),
            "source": _source(on_paper, found),
            "goods": _goods(on_paper, found, gone),
            "goods_total": _money(found.value),
            "goods_notes": _goods_notes(on_paper, found, gone),
            "districts": _districts(on_paper.recipients),
            "total": _sum_of(on_paper.recipients),
            "result": _result(found),
            "went": round.how_it_went,
            "obstacles": round.obstacles or "Tidak ada kendala yang dicatat.",
            "further": _further(on_paper),
            "photos": photos_in(round, photos_of_report(_photos(round))),
            "ending": "Demikian laporan ini dibuat sebagai pertanggungjawaban pelaksanaan kegiatan.",
            "notes": _notes_of_suppliers(round),
            "scans": signed_scans(round),
            "head": signature(on_paper.head, place_and_date(on_paper, _made_on(on_paper))),
        }


def _made_on(on_paper: RoundOnPaper) -> datetime.date | None:
    """The day of close, or of the last correction; left to write before."""
    round = on_paper.round
    moments = [one.at for one in on_paper.corrections] or ([round.closed_at] if round.closed_at else [])
    return round.centre.local_date(max(moments)) if moments else None


def _to(on_paper: RoundOnPaper) -> str:
    office = on_paper.letterhead.regional_office if on_paper.letterhead else ""
    return f"Kepala {office}" if office else ""


def _basis(on_paper: RoundOnPaper, numbers: Numbers) -> list[str]:
    """The basis of the programme, then the papers by which this round was held."""
    round = on_paper.round
    said = [words.strip() for words in re.split(r";\s|\n", round.programme.legal_basis)]
    found = [before_stop(words) for words in said if words] or [f"Program {round.programme.name}"]
    if round.approved_on:
        with_number = f" Nomor {numbers.proposal}" if numbers.proposal else ""
        day = plain_date(round.approved_on)
        found.append(f"Usulan dan persetujuan penerima{with_number}, disetujui {on_paper.head.title} tanggal {day}")
    if numbers.assignment:
        found.append(f"Surat Tugas Nomor {numbers.assignment}")
    return [f"{words}." for words in found]


def _aims(round: Round) -> list[str]:
    """What the programme says of its aims; of an extra round also why it was held."""
    task = f"Menyalurkan bantuan paket sembako {round.programme.name} {period(round)} kepada keluarga Warga Binaan"
    found = [f"{task} {round.centre.name}."]
    found += [words.strip() for words in round.programme.aims.splitlines() if words.strip()]
    if round.is_extra:
        found.append(f"Alasan periode tambahan: {before_stop(why_extra(round))}.")
    return found


def _held(on_paper: RoundOnPaper, found: Results) -> list[tuple[str, list[str]]]:
    stops = [stop for stop in on_paper.stops if stop.recipients]
    places = [location_title(None, stop, len(stop.recipients)) for stop in stops]
    if len(places) > LOCATIONS_BY_NAME:
        where = f"{counted(len(stops))} lokasi di {counted(len({r.district_name for r in on_paper.recipients}))}"
        places = [f"{where} kecamatan, sebagaimana rincian pada huruf F"]
    return [("Hari, tanggal", [long_days(found.span.days)]), ("Tempat", places)]


def _people(on_paper: RoundOnPaper) -> list[list[str]]:
    """Who was there, each with a part; while nobody wrote that down, who was sent."""
    there = [(one.name, one.title) for one in on_paper.round.attendances.all()]
    parts = _parts(on_paper)
    if there:
        return [[name, title, parts.get(name, "hadir")] for name, title in there]
    titles = {one.name: one.signing_title for one in on_paper.staff} | {on_paper.handing.name: on_paper.handing.title}
    return [[name, titles[name], f"ditugaskan ({part})"] for name, part in parts.items() if name]


def _parts(on_paper: RoundOnPaper) -> dict[str, str]:
    return {on_paper.handing.name: "menyerahkan"} | {
        one.name: "petugas" for one in on_paper.staff if one.name != on_paper.handing.name
    }


def _not_there(on_paper: RoundOnPaper) -> str:
    there = {one.name for one in on_paper.round.attendances.all()}
    if not there:
        return "Yang hadir belum dicatat."
    missing = [name for name in _parts(on_paper) if name and name not in there]
    return f"Ditugaskan, tidak tercatat hadir: {joined(missing)}." if missing else ""


def _source(on_paper: RoundOnPaper, found: Results) -> list[tuple[str, str]]:
    return [
        ("Sumber bantuan", source(found.sources)),
        ("Isi setiap paket", contents(on_paper)),
        ("Paket diserahkan", f"{counted(found.served)} paket"),
        ("Nilai bantuan", _value(found)),
    ]


def _value(found: Results) -> str:
    """The value in figures and words, and by which prices; left open where it is not known."""
    if found.value is None:
        return "belum diketahui, karena harga suatu barang belum dicatat"
    return f"{rupiah(found.value)} ({number_in_words(found.value)} rupiah), {found.priced_by}"


def _money(value: int | None) -> str:
    return "–" if value is None else rupiah(value)


def _goods(on_paper: RoundOnPaper, found: Results, gone: Sequence[ItemBalance]) -> list[list[str]]:
    """Per item: what went out, was handed over, came back and was lost, and the value of what was handed over.

    Issued is the sum of the three, as the database demands when a round is closed.
    """
    names = {line.item_id: line.item_name for line in on_paper.contents.standard}
    values = {item.name: item.value for item in found.items}
    return [
        [
            str(number),
            names.get(row.item.pk, row.item.name),
            row.unit,
            *(plain_quantity(amount) for amount in (row.issued, row.handed_over, _back(row), row.lost)),
            _money(values.get(names.get(row.item.pk, row.item.name), 0)),
        ]
        for number, row in enumerate(gone, 1)
    ]


def _back(row: ItemBalance) -> Decimal:
    return row.returned + row.supplied_back


def _goods_notes(on_paper: RoundOnPaper, found: Results, gone: Sequence[ItemBalance]) -> list[str]:
    supplied = [_measured(row, row.supplied_back) for row in gone if row.supplied_back]
    unsettled = [_measured(row, row.open) for row in gone if row.open]
    said = [
        f"Dari yang kembali, kepada pemasok: {joined(supplied)}." if supplied else "",
        f"Belum dipertanggungjawabkan: {joined(unsettled)}." if unsettled else "",
        goods_later(on_paper, found.span.first),
    ]
    return [words for words in said if words]


def _measured(row: ItemBalance, amount: Decimal) -> str:
    return f"{row.item.name} {measured(amount, row.unit)}"


def _districts(recipients: Sequence[Recipient]) -> list[dict[str, Any]]:
    """Districts in the order of the route, each with its villages and their sums."""
    found: dict[str, dict[str, list[Recipient]]] = {}
    for one in recipients:
        found.setdefault(one.district_name, {}).setdefault(one.village_name, []).append(one)
    return [
        {
            "name": f"Kecamatan {district}",
            "villages": [[village, *_sum_of(there)] for village, there in villages.items()],
            "sum": _sum_of([one for there in villages.values() for one in there]),
        }
        for district, villages in found.items()
    ]


def _sum_of(recipients: Sequence[Recipient]) -> list[str]:
    """Families that were to receive, that did, that did not; and the people in those that did.

    A family in whose place a reserve family received was to receive no more, and did not.
    """
    served = [one for one in recipients if one.is_served]
    planned = sum(not getattr(one, "is_replaced", False) for one in recipients)
    missed = sum(one.is_missed for one in recipients)
    return [str(number) for number in (planned, len(served), missed, sum(one.household_size or 0 for one in served))]


def _result(found: Results) -> list[str]:
    """What came of it in sentences; whose household size nobody knows is not counted as nobody."""
    people = f", {counted(found.persons)} jiwa" if found.persons else ""
    unknown = f" (jumlah anggota {counted(found.unknown_sizes)} keluarga belum dicatat)" if found.unknown_sizes else ""
    said = [
        f"Dari {counted(found.planned)} keluarga yang direncanakan, {counted(found.served)} keluarga"
        f"{people}{unknown} menerima paket."
    ]
    if found.waiting:
        said.append(f"Belum dicatat: {counted(found.waiting)} keluarga.")
    if found.missed_by_reason:
        reasons = joined([f"{reason.lower()} ({number})" for reason, number in found.missed_by_reason])
        said.append(f"Belum diserahkan kepada {counted(found.missed)} keluarga: {reasons}.")
    if found.replaced:
        said.append(f"{counted(found.replaced)} di antaranya digantikan keluarga cadangan.")
    if found.first_next:
        said.append(f"{counted(found.first_next)} keluarga didahulukan pada periode berikutnya.")
    return said + _corrected(found)


def _corrected(found: Results) -> list[str]:
    """What was set right after close, in numbers: the attached minutes say of whom and why."""
    came, not_after = sum(found.came_after.values()), sum(found.did_not.values())
    said = [
        words
        for words, number in (
            (f"{counted(came)} keluarga ternyata menerima", came),
            (f"{counted(not_after)} keluarga ternyata tidak menerima", not_after),
            (f"{counted(found.other_corrections)} hal lain", found.other_corrections),
        )
        if number
    ]
    if not said:
        return []
    return [f"Koreksi setelah ditutup: {joined(said)}, sebagaimana Lampiran; angka di atas menurut penutupan."]


def _further(on_paper: RoundOnPaper) -> list[str]:
    """Changes after the approval, and where it was in the news."""
    said = [f"Perubahan setelah persetujuan: {words}" for words in changes(on_paper)]
    local_date = on_paper.round.centre.local_date
    for news in on_paper.round.publications.all():
        link = f", {news.url}" if news.url else ""
        said.append(f"Pemberitaan: {news.outlet}, {plain_date(local_date(news.published_at))}{link}")
    return said


def photos_of_report(photos: Iterable[Photo]) -> list[Photo]:
    """The photos of the report: those that were chosen, or else the first that may leave the office."""
    may = [one for one in photos if one.may_publish]
    return ([one for one in may if one.in_report] or may)[:MOST_IN_REPORT]


def with_pictures(report: dict[str, Any]) -> dict[str, Any]:
    """The report with the bytes of its photos; None in the place of one that is not there any more."""
    return report | {"photos": [photo | {"image": _picture(photo["file"])} for photo in report["photos"]]}


def scanned_document(title: str, pages: Sequence[str]) -> dict[str, Any]:
    """A signed paper as an attachment: the pictures of its pages, by the digests of their files."""
    return {
        "kind": "scanned",
        "title": title,
        "part": " (bertanda tangan)",
        "signers": [],
        "pages": [{"file": sha256, "about": f"{title}, halaman {number}"} for number, sha256 in enumerate(pages, 1)],
    }


def with_pages(document: dict[str, Any]) -> dict[str, Any]:
    """The signed paper with the bytes of its pages."""
    return document | {
        "pages": [page | {"image": _picture(page["file"], whole_page=True)} for page in document["pages"]]
    }


def signed_scans(round: Round) -> dict[str, list[str]]:
    """The files of the signed pages by paper; none where there are more than a report has room for."""
    pages = list(round.signed_pages.exclude(kind=PaperKind.REPORT).select_related("file").order_by("kind", "number"))
    found: dict[str, list[str]] = {}
    for page in pages if len(pages) <= MOST_SCANS else ():
        found.setdefault(page.kind, []).append(page.file.sha256)
    return found


def _picture(sha256: str, *, whole_page: bool = False) -> list[int] | None:
    try:
        jpeg = print_jpeg(bytes_named(sha256), whole_page=whole_page)
    except (FileNotFoundError, Unreadable):
        return None
    return None if jpeg is None else list(jpeg)


def _photos(round: Round) -> Iterable[Photo]:
    return round.photos.select_related("file", "stop__village").order_by("pk")


def photos_in(round: Round, photos: Iterable[Photo], *, with_place: bool = True) -> list[dict[str, str]]:
    """Photos as a document has them: what is printed below each, and the digest of its file."""
    found = []
    for photo in photos:
        place = ""
        if photo.stop and with_place:
            place = photo.stop.village.full_name if photo.stop.village else round.centre.name
        credit = f"Foto: {photo.credit}" if photo.credit else ""
        about = ". ".join(before_stop(words) for words in (photo.caption, place, credit) if words)
        found.append({"file": photo.file.sha256, "about": about or "Dokumentasi kegiatan"})
    return found


def _notes_of_suppliers(round: Round) -> list[str]:
    """The notes of the goods that went out with the round, which are attached as they came."""
    gone = Movement.objects.filter(kind=Movement.Kind.ISSUE, issue__round_issue__round=round)
    receipts = gone.order_by("lot__receipt__received_on", "lot__receipt").values_list(
        "lot__receipt__supplier__name", "lot__receipt__number", "lot__receipt__received_on"
    )
    return [
        f"Nota {name}{f' Nomor {number}' if number else ''}, {plain_date(day)}"
        for name, number, day in dict.fromkeys(receipts)
    ]
