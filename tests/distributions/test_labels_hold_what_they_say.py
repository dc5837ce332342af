"""*Label paket*: however long names and addresses are, and however many there are, each label holds all of its own."""

import io

from pypdf import PdfReader

from centres.paper_engine import render
from tests.paper_files import paper_file

NAMES = (
    "Siti Aminah",
    "Raden Ajeng Sri Wahyuningsih Puspitaningrum Kusumawardhani binti Sastrodiharjo",
    "Muhammad Abdurrahman Wachid Hasyim Kusumodiningrat Suryoatmojo Prawirodirjo Tjokronegoro Notonagoro bin Sastro",
)
ADDRESSES = (
    "Dukuh Karang RT\u00a0003/RW\u00a0001",
    "Dukuh Karangtengah, Jalan Raya Cepu–Randublatung KM 17 Gang Melati III Nomor 145 Blok C RT\u00a0003/RW\u00a0001",
    "Perumahan Griya Asri Permai Sejahtera Tahap Dua Blok AB Nomor 12A, Jalan Jenderal Besar Sudirman Timur Laut Dukuh"
    " Kedungtuban Lor sebelah utara lapangan sepak bola Karya Bhakti dan seberang balai dusun, dekat warung Bu Sri"
    " dan pos ronda RT\u00a0013/RW\u00a0011",
)
CONTENTS = "Beras 5 kg, gula pasir 1 kg, minyak goreng 1 liter, susu kental manis 2 kaleng, dan ikan kaleng 3 kaleng"
HEIGHT = 3.6 / 2.54 * 72
# Of the number's baseline below the upper edge of its label.
BELOW_EDGE = 16


def labels(count: int) -> bytes:
    rows = [
        {"no": str(n), "name": NAMES[n % 3], "address": ADDRESSES[n % 3], "village": f"Desa {n}, Kec. Kedungtuban"}
        for n in range(1, count + 1)
    ]
    document = {
        "kind": "labels", "title": "Label Paket", "part": "", "signers": [], "called": "Tambahan (hari besar) 24 Mei",
        "programme": "Bhakti Sosial Pemasyarakatan Peduli Keluarga Warga Binaan", "contents": CONTENTS, "labels": rows,
    }  # fmt: skip
    return render(paper_file(document))


def test_nothing_of_a_label_stands_below_it():
    number, at, lowest = 0, 0.0, {}
    for page in PdfReader(io.BytesIO(labels(35))).pages:
        found: list[tuple[str, float]] = []
        page.extract_text(
            visitor_text=lambda text, cm, _tm, _font, _size, found=found: found.append((text.strip(), cm[5]))
        )
        for text, y in found:
            if text == str(number + 1):
                number, at = number + 1, y
            elif number and text and "Halaman" not in text and "Label Paket" not in text:
                lowest[number] = min(y, lowest.get(number, y))
                assert at - y <= HEIGHT - BELOW_EDGE, (number, text)
    assert len(lowest) == 35
