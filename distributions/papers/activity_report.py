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

from aid.models import NotePage
from centres.encryption import Unreadable
from centres.indonesian import counted, joined, long_days, measured, number_in_words, plain_date, plain_quantity
from centres.pictures import print_jpeg
from centres.private_files import bytes_named
from config.formats import before_stop, rupiah, within_sentence
from distributions.models import MOST_IN_REPORT, PaperKind, Photo, Recipient, Round, RoundChange
from distributions.papers.numbers import Numbers
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.wording import (
    called,
    changes,
    contents,
    goods_as_closed,
    goods_later,
    location_title,
    of_other_contents,
    period,
    place_and_date,
    signature,
    source,
    subject,
    why_extra,
)
from distributions.reports.results import Results, results
from distributions.rounds.balance import ItemBalance, balance, why_written_off
from distributions.rounds.days import went_out

LOCATIONS_BY_NAME = 8
MOST_SCANS = 20


def report_document(on_paper: RoundOnPaper, *, numbers: Numbers) -> dict[str, Any] | None:
    """The report; None while nothing is recorded of the round. Until it is closed it says SEMENTARA.

    A photo has the SHA-256 of its ``file``: the picture is read when the paper is made (``with_pictures``).
    """
    if all(recipient.is_planned for recipient in on_paper.recipients):
        return None
    with translation.override("id"):
        found = results(on_paper.round)
        return {
            "kind": "activity_report",
            "title": "Laporan Pelaksanaan Kegiatan",
            "called": called(on_paper.round),
            "part": "",
            "mark": "" if on_paper.round.is_closed else "SEMENTARA",
            "signers": [on_paper.head.title],
            "heading": "LAPORAN PELAKSANAAN KEGIATAN",
            "subject": subject(on_paper),
            "number": numbers.report,
            "to": _to(on_paper),
            "basis": _basis(on_paper, numbers),
            "aims": _aims(on_paper.round),
            "held": _held(on_paper, found),
            "people": _people(on_paper),
            "people_note": _not_there(on_paper),
            **_about_goods(on_paper, found),
            **_about_families(on_paper, found),
            "further": _further(on_paper),
            "ending": "Demikian laporan ini dibuat sebagai pertanggungjawaban pelaksanaan kegiatan.",
            **_attached(on_paper.round),
            "head": signature(on_paper.head, place_and_date(on_paper, _made_on(on_paper))),
        }


def _about_goods(on_paper: RoundOnPaper, found: Results) -> dict[str, Any]:
    """Section E: whose aid it was, what went out, and what became of it."""
    order = {line.item_id: place for place, line in enumerate(on_paper.contents.standard)}
    rows = [row for row in balance(on_paper.round) if row.issued or row.handed_over]
    gone = sorted(rows, key=lambda row: (order.get(row.item.pk, len(order)), row.item.pk))
    return {
        "source": _source(on_paper, found),
        "goods": _goods(on_paper, found, gone),
        "goods_total": _money(found.value),
        "goods_notes": _goods_notes(on_paper, found, gone),
    }


def _about_families(on_paper: RoundOnPaper, found: Results) -> dict[str, Any]:
    """Sections F and G: who received, by district, and how it went."""
    return {
        "district_heads": _heads(found),
        "districts": _districts(on_paper, found),
        "total": _sum_of(on_paper, on_paper.recipients, found),
        "districts_note": _table_note(on_paper, found),
        "result": _result(found),
        "went": on_paper.round.how_it_went,
        "obstacles": on_paper.round.obstacles or "Tidak ada kendala yang dicatat.",
    }


def _attached(round: Round) -> dict[str, Any]:
    """The photos of section H, and what follows the report or is added to it by hand."""
    return {
        "photos": photos_in(round, photos_of_report(_photos(round))),
        **_notes_of_suppliers(round),
        "scans": signed_scans(round),
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
    said = [words.strip() for words in re.split(r";\s|\n", round.programme_then.legal_basis)]
    found = [before_stop(words) for words in said if words] or [f"Program {round.programme_then.name}"]
    if round.approved_on:
        with_number = f" Nomor {numbers.proposal}" if numbers.proposal else ""
        day = plain_date(round.approved_on)
        found.append(f"Usulan dan persetujuan penerima{with_number}, disetujui {on_paper.head.title} tanggal {day}")
    if numbers.assignment:
        found.append(f"Surat Tugas Nomor {numbers.assignment}")
    return [f"{words}." for words in found]


def _aims(round: Round) -> list[str]:
    """What the programme says of its aims; of an extra round also why it was held."""
    task = f"Menyalurkan bantuan paket sembako {round.programme_then.name} {period(round)} kepada keluarga Warga Binaan"
    found = [f"{task} {round.centre_then.name}."]
    found += [words.strip() for words in round.programme_then.aims.splitlines() if words.strip()]
    if round.is_extra:
        found.append(f"Alasan periode tambahan: {before_stop(why_extra(round))}.")
    return found


def _held(on_paper: RoundOnPaper, found: Results) -> list[tuple[str, list[str]]]:
    """When and where: the locations where somebody received, as the minutes have them, with how many did."""
    visited = [(stop, on_paper.without_missed(stop.recipients)) for stop in on_paper.stops if stop.recipients]
    there = [(stop, families) for stop, families in visited if families] or [
        (stop, list(stop.recipients)) for stop, _nobody in visited
    ]
    places = [location_title(None, stop, len(families)) for stop, families in there]
    if len(places) > LOCATIONS_BY_NAME:
        districts = {one.district_name for _stop, families in there for one in families}
        where = f"{counted(len(there))} lokasi di {counted(len(districts))}"
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
    """Per item: what went out, was handed over, came back and was written off, and the value of what was handed over.

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
    reasons = why_written_off(on_paper.round)
    lost = [f"{_measured(row, row.lost)} ({'; '.join(reasons[row.item.pk])})" for row in gone if row.lost]
    unsettled = [_measured(row, row.open) for row in gone if row.open]
    said = [
        f"Dari yang kembali, kepada pemasok: {joined(supplied)}." if supplied else "",
        f"Dihapusbukukan: {joined(lost)}." if lost else "",
        f"Belum dipertanggungjawabkan: {joined(unsettled)}." if unsettled else "",
        of_other_contents(on_paper, on_paper.recipients, ", sebagaimana tercantum dalam Daftar Tanda Terima"),
        goods_as_closed(found.as_closed, found.served) if found.is_corrected else "",
        goods_later(on_paper, found.span.first),
    ]
    return [words for words in said if words]


def _measured(row: ItemBalance, amount: Decimal) -> str:
    return f"{row.item.name} {measured(amount, row.unit)}"


def _heads(found: Results) -> list[str]:
    """The columns of the table of districts; what is so of no family has none, and the others add up without it."""
    waiting, replaced = ["Belum dicatat"] * bool(found.waiting), ["Digantikan"] * bool(found.replaced)
    return ["Rencana", "Menerima", "Belum", *waiting, "Jiwa", *replaced]


def _table_note(on_paper: RoundOnPaper, found: Results) -> str:
    """How the figures add up, where somebody was replaced, and what the signs beside them mean."""
    said = []
    if found.replaced:
        waiting = " + belum dicatat" if found.waiting else ""
        said = [f"Rencana = menerima + belum{waiting}. Digantikan: keluarga yang tidak jadi menerima; keluarga cadangan"
                " yang menggantikannya terhitung dalam rencana."]  # fmt: skip
        if before := _exchanged_before(on_paper):
            said.append(f"Tidak termasuk {counted(before)} keluarga yang ditukar sebelum penyerahan.")
    return " ".join(filter(None, (*said, _uncounted(_served(on_paper, on_paper.recipients)))))


def _exchanged_before(on_paper: RoundOnPaper) -> int:
    """How many families went to the reserve in exchange: nobody came to them, and they are in no column."""
    back = {str(one.pk) for one in on_paper.reserves}
    return len({change.old for change in on_paper.changes if change.what == RoundChange.What.RESERVE} & back)


def _districts(on_paper: RoundOnPaper, found: Results) -> list[dict[str, Any]]:
    """Districts in the order of the route, each with its villages and their sums."""
    lived: dict[str, dict[str, list[Recipient]]] = {}
    for one in on_paper.recipients:
        lived.setdefault(one.district_name, {}).setdefault(one.village_name, []).append(one)
    return [
        {
            "name": f"Kecamatan {district}",
            "villages": [[village, *_sum_of(on_paper, there, found)] for village, there in villages.items()],
            "sum": _sum_of(on_paper, [one for there in villages.values() for one in there], found),
        }
        for district, villages in lived.items()
    ]


def _sum_of(on_paper: RoundOnPaper, recipients: Sequence[Recipient], found: Results) -> list[str]:
    """By the columns of ``_heads``: who has a reserve family in its place is planned no more, as in ``Results``."""
    served = _served(on_paper, recipients)
    missed = [one for one in recipients if on_paper.became(one) == Recipient.State.MISSED]
    replaced = sum(getattr(one, "is_replaced", False) for one in missed)
    planned, without = len(recipients) - replaced, len(missed) - replaced
    waiting = [planned - len(served) - without] if found.waiting else []
    figures = [str(figure) for figure in (planned, len(served), without, *waiting)]
    return [*figures, _people_in(served), *([str(replaced)] if found.replaced else [])]


def _served(on_paper: RoundOnPaper, recipients: Sequence[Recipient]) -> list[Recipient]:
    return [one for one in recipients if on_paper.became(one) == Recipient.State.SERVED]


def _people_in(served: Sequence[Recipient]) -> str:
    """How many live in these households: a dash where nobody wrote it down, a star where that is so of some."""
    sizes = [one.household_size for one in served]
    known = [size for size in sizes if size is not None]
    if sizes and not known:
        return "–"
    return f"{sum(known)}{'' if len(known) == len(sizes) else '*'}"


def _uncounted(served: Sequence[Recipient]) -> str:
    """What the dash and the star of ``_people_in`` mean, where the table has them."""
    sizes = [one.household_size for one in served]
    if None not in sizes:
        return ""
    dash = "– Jumlah jiwa belum dicatat."
    return dash if set(sizes) == {None} else f"{dash} * Hanya jiwa yang dicatat; dari keluarga lain belum."


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
        said.append(f"Belum diserahkan kepada {counted(found.missed)} keluarga: {_reasons(found.missed_by_reason)}.")
    if found.replaced:
        why = _reasons(found.replaced_by_reason)
        said.append(f"Digantikan keluarga cadangan: {counted(found.replaced)} keluarga: {why}.")
    if found.first_next:
        said.append(f"{counted(found.first_next)} keluarga didahulukan pada periode berikutnya.")
    return said + _corrected(found)


def _reasons(counts: Sequence[tuple[str, int]]) -> str:
    return joined([f"{within_sentence(reason)} ({number})" for reason, number in counts])


def _corrected(found: Results) -> list[str]:
    """What was set right after close, in numbers: the attached minutes say of whom and why."""
    said = [
        words
        for words, number in (
            (f"{counted(found.came_after)} keluarga ternyata menerima", found.came_after),
            (f"{counted(found.did_not)} keluarga ternyata tidak menerima", found.did_not),
            (f"{counted(found.other_corrections)} hal lain", found.other_corrections),
        )
        if number
    ]
    if not said:
        return []
    closed = f"; saat ditutup {counted(found.as_closed)} keluarga menerima" if found.is_corrected else ""
    return [f"Koreksi setelah ditutup: {joined(said)}, sebagaimana Lampiran{closed}."]


def _further(on_paper: RoundOnPaper) -> list[str]:
    """Changes after the approval, and where it was in the news."""
    said = [f"Perubahan setelah persetujuan: {words}" for words in changes(on_paper, named=False)]
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


def scanned_document(title: str, pages: Sequence[str], *, part: str = "") -> dict[str, Any]:
    """A paper of which pictures are kept as an attachment: those of its pages, by the digests of their files."""
    return {
        "kind": "scanned",
        "title": title,
        "part": part,
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
            place = photo.stop.village.full_name if photo.stop.village else round.centre_then.name
        credit = f"Foto: {photo.credit}" if photo.credit else ""
        about = ". ".join(before_stop(words) for words in (photo.caption, place, credit) if words)
        found.append({"file": photo.file.sha256, "about": about or "Dokumentasi kegiatan"})
    return found


def _notes_of_suppliers(round: Round) -> dict[str, Any]:
    """The notes of the goods that went out with the round, and not those of what was taken back, as they came.

    One of which pictures are kept is attached, as far as a report has room; the others are added by hand.
    """
    receipts = (
        went_out(round)
        .order_by("lot__receipt__received_on", "lot__receipt")
        .values_list(
            "lot__receipt", "lot__receipt__supplier__name", "lot__receipt__number", "lot__receipt__received_on"
        )
    )
    said = {
        pk: f"Nota {name}{f' Nomor {number}' if number else ''}, {plain_date(day)}"
        for pk, name, number, day in dict.fromkeys(receipts)
    }
    pages: dict[int, list[str]] = {}
    kept = (
        NotePage.objects.filter(receipt__in=said).values_list("receipt", "file__sha256").order_by("receipt", "number")
    )
    for pk, sha256 in kept if len(kept) <= MOST_SCANS else ():
        pages.setdefault(pk, []).append(sha256)
    attached = [{"title": words, "pages": pages[pk]} for pk, words in said.items() if pk in pages]
    by_hand = [words for pk, words in said.items() if pk not in pages]
    return {"notes": list(dict.fromkeys(by_hand)), **({"note_scans": attached} if attached else {})}
