"""Plain data for papers, as ``distributions.papers`` makes it from a round, and a reader for what was printed."""

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from centres import indonesian

# Where a long word may break, where a line may not, and what turns back the direction.
UNSEEN = re.compile("[\u200b\u2060\u200e]")
KEPALA = {
    "lines": ["Mengetahui,", "Kepala Rutan Kelas IIB Blora,"],
    "name": "Budi Santoso, A.Md.P., S.H.",
    "nip": "19800101 200501 1 001",
}
KASUBSI = {
    "lines": ["Kasubsi Pelayanan Tahanan,"],
    "name": "Andi Wijaya, S.H.",
    "nip": "19850505 200801 1 002",
}
NAMES = (
    "Siti Aminah",
    "Sri Wahyuningsih Puspitaningrum",
    "Sukarti",
    "Endang Sulistyowati",
)
HAMLETS = (
    "Dukuh Karang RT 003/RW 001",
    "Dukuh Nglajo RT 001/RW 002",
    "Jl. Pemuda Gang II No. 14 RT 002/RW 005",
)


def paper_file(*documents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "title": "Berkas November 2024",
        "author": "Rutan Kelas IIB Blora",
        "made_at": "2024-11-15T07:00:00+07:00",
        "paper": "a4",
        "mark": "",
        "footer": "Bhakti Sosial Pemasyarakatan Peduli, November 2024",
        "code": None,
        "cover": None,
        "letterhead": {
            "lines": [
                "Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia",
                "Kantor Wilayah Jawa Tengah",
            ],
            "unit": "Rumah Tahanan Negara Kelas IIB Blora",
            "address": "Jalan Contoh Nomor 1, Blora",
            "contact": "",
            "logo": None,
        },
        "documents": list(documents),
        **changes,
    }


def recipient(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "no": number,
        "left": number % 2 == 1,
        "name": f"{NAMES[number % 4]} {number}",
        "nik4": f"{number:04}",
        "address": HAMLETS[number % 3],
        "village": "Desa Kamolan",
        "packages": "1",
        "missed": False,
        "received_by": "",
        "note": "",
        **changes,
    }


def receipt_list(count: int, *, per_stop: int = 5, **changes: Any) -> dict[str, Any]:
    numbers = range(1, count + 1)
    stops = [
        {
            "title": f"Lokasi {index + 1}: Desa Kamolan, Kecamatan Blora",
            "recipients": [recipient(number) for number in numbers[start : start + per_stop]],
        }
        for index, start in enumerate(range(0, count, per_stop))
    ]
    return {
        "kind": "receipt_list",
        "title": "Daftar Tanda Terima",
        "part": "",
        "signers": ["Para penerima", "Petugas penyerah", "Kepala Rutan"],
        "heading": "DAFTAR TANDA TERIMA PAKET SEMBAKO",
        "subject": "Bhakti Sosial Pemasyarakatan Peduli, periode November 2024",
        "attachment_to": "",
        "facts": [
            ["Hari, tanggal", "Jumat, 15 November 2024"],
            ["Isi setiap paket", "Beras 5 kg dan gula pasir 1 kg"],
        ],
        "stops": stops,
        "total_packages": str(count),
        "total_words": f"{indonesian.counted(count)} paket",
        "spare": [1, 2, 3],
        "left": {
            "lines": ["Blora, 15 November 2024", "Petugas penyerah,"],
            "name": "",
            "nip": "",
        },
        "right": KEPALA,
        **changes,
    }


def bast(**changes: Any) -> dict[str, Any]:
    goods = [
        ("Beras", "5", "kg", "20"),
        ("Gula pasir", "1", "kg", "4"),
        ("Minyak goreng", "1", "liter", "4"),
    ]
    return {
        "kind": "bast",
        "title": "Berita Acara Serah Terima",
        "part": "",
        "signers": [
            "Pihak Kedua",
            "Kasubsi Pelayanan Tahanan",
            "Dua saksi",
            "Kepala Rutan",
        ],
        "heading": "BERITA ACARA SERAH TERIMA",
        "subject": "Bantuan paket sembako Bhakti Sosial Pemasyarakatan Peduli",
        "number": "",
        "date_words": "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)",
        "place": "Desa Kamolan, Kecamatan Blora",
        "first": {
            "facts": [
                ["Nama", "Andi Wijaya, S.H."],
                ["NIP", ""],
                ["Jabatan", "Kasubsi Pelayanan Tahanan"],
            ],
            "capacity": "bertindak atas nama Rutan Kelas IIB Blora",
        },
        "second": {
            "facts": [["Nama", ""], ["NIK", ""], ["Alamat", ""]],
            "capacity": "mewakili para penerima",
        },
        "declaration": "PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA 4 (empat) paket:",
        "goods": [
            {
                "no": i,
                "name": name,
                "per_package": per,
                "unit": unit,
                "packages": "4",
                "total": total,
                "struck": False,
                "note": "",
            }
            for i, (name, per, unit, total) in enumerate(goods, 1)
        ],
        "closing": ["Daftar penerima tercantum dalam Lampiran."],
        "ending": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "first_signer": KASUBSI,
        "second_signer": {"lines": ["PIHAK KEDUA,"], "name": "", "nip": None},
        "witnesses": [
            {"name": "", "capacity": "Perangkat desa/RT"},
            {"name": "", "capacity": "Pengurus koperasi"},
        ],
        "head": KEPALA,
        **changes,
    }


def proposal_sheet(count: int, **changes: Any) -> dict[str, Any]:
    rows = [
        {
            "no": number,
            "name": f"{NAMES[number % 4]} {number}",
            "address": HAMLETS[number % 3],
            "household": "4",
            "last_received": "belum pernah",
            "reason": "Belum pernah menerima; 2 balita",
        }
        for number in range(1, count + 1)
    ]
    return {
        "kind": "proposal_sheet",
        "title": "Usulan dan Persetujuan Penerima",
        "part": "",
        "signers": [
            "Kasubsi Pelayanan Tahanan (mengajukan)",
            "Kepala Rutan (menyetujui)",
        ],
        "heading": "USULAN DAN PERSETUJUAN PENERIMA BANTUAN",
        "subject": "Bhakti Sosial Pemasyarakatan Peduli, periode November 2024",
        "number": "",
        "figures": [
            ["Jumlah penerima", f"{indonesian.counted(count)} keluarga"],
            ["Sumber barang", ""],
        ],
        "exceptions": ["2 keluarga belum disurvei."],
        "stops": [{"title": "Lokasi 1: Desa Kamolan, Kecamatan Blora", "recipients": rows}],
        "reserves": [],
        "summary": f"Diajukan {indonesian.counted(count)} keluarga sebagaimana daftar di atas.",
        "decision": "",
        "proposer": KASUBSI,
        "head": KEPALA,
        **changes,
    }


def page_texts(pdf: bytes) -> list[str]:
    """Return each page's text in reading order, spaces and line breaks made one space."""
    return [re.sub(r"\s+", " ", UNSEEN.sub("", page.extract_text())) for page in PdfReader(BytesIO(pdf)).pages]


def letters(text: str) -> str:
    """Return ``text`` without white space: where a line breaks is the layout's business."""
    return re.sub(r"\s+", "", UNSEEN.sub("", text))
