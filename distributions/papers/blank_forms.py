"""*Formulir kosong*: a receipt list and minutes to fill in by hand, where no list could be printed in time."""

from typing import Any

from centres.indonesian import plain_quantity
from distributions.papers.bast import first_party
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.wording import ROOM_FOR_NUMBER, contents, period, place_and_date, signature, subject

ROWS = 10
ROOM = "………………"
SHORT = "………"


def blank_list_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """Rows without names; the numbers of families stand on the lists that are printed, so these have none."""
    return {
        "kind": "blank_list",
        "title": "Daftar Tanda Terima (Formulir)",
        "part": "",
        "signers": ["Para penerima", on_paper.handing.title, on_paper.head.title],
        "heading": "DAFTAR TANDA TERIMA PAKET SEMBAKO",
        "subject": subject(on_paper),
        "attachment_to": f"Lampiran Berita Acara Serah Terima Nomor {ROOM_FOR_NUMBER}",
        "facts": [["Hari, tanggal", ""], ["Lokasi", ""], ["Isi setiap paket", contents(on_paper)]],
        "rows": ROWS,
        "left": signature(on_paper.handing, place_and_date(on_paper, None), "Yang menyerahkan,"),
        "right": signature(on_paper.head, "Mengetahui,"),
    }


def blank_minutes_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """Minutes with the centre and the contents of a package; day, place, families and totals are left to write."""
    round = on_paper.round
    goods = [
        {
            "no": number,
            "name": line.item_name,
            "per_package": plain_quantity(line.quantity),
            "unit": line.unit,
            "packages": "",
            "total": "",
            "struck": False,
            "note": "",
        }
        for number, line in enumerate(on_paper.contents.standard, 1)
    ]
    return {
        "kind": "bast",
        "title": "Berita Acara Serah Terima (Formulir)",
        "part": "",
        "signers": ["Pihak Kedua (penerima)", on_paper.handing.title, "Dua saksi", on_paper.head.title],
        "heading": "BERITA ACARA SERAH TERIMA",
        "subject": f"Bantuan paket sembako {round.programme_then.name}",
        "number": "",
        "date_words": f"{ROOM} tanggal {ROOM} bulan {ROOM} tahun {ROOM}",
        "place": "",
        "first": first_party(on_paper),
        "second": {
            "facts": [["Nama", ""], ["NIK", ""], ["Alamat", ""]],
            "capacity": "mewakili para penerima dalam Lampiran",
        },
        "declaration": (
            "PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA menerima dari PIHAK PERTAMA, bantuan paket "
            f"sembako program {round.programme_then.name} {period(round)} sebanyak {SHORT} paket untuk {SHORT}"
            " keluarga, dengan rincian sebagai berikut:"
        ),
        "goods": goods,
        "closing": [],
        "ending": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "first_signer": signature(on_paper.handing, place_and_date(on_paper, None), "PIHAK PERTAMA,"),
        "second_signer": {"lines": ["PIHAK KEDUA,"], "name": "", "nip": None},
        "witnesses": [{"name": "", "capacity": "Perangkat desa/RT"}, {"name": "", "capacity": "Pengurus koperasi"}],
        "head": signature(on_paper.head, "Mengetahui,"),
    }
