"""*Berita acara penghapusbukuan barang*: what is damaged, expired or lost, of a round or out of the store itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from aid.models import Item
from centres.indonesian import plain_quantity
from config.formats import rupiah
from distributions.papers.round_on_paper import Signer
from distributions.papers.wording import opening, signature
from distributions.rounds.deliveries import WrittenOff

KEEPER = "Pengelola barang persediaan"
TITLE = "Berita Acara Penghapusbukuan Barang"
Facts = list[list[str]]


def written_off_document(
    lost: WrittenOff,
    items: Sequence[Item],
    *,
    names: Mapping[int, str],
    subject: str,
    place: str,
    checked: str,
    second: Facts,
    handing: Signer,
    head: Signer,
    signed_at: str,
) -> dict[str, Any]:
    """The paper of these ``items``; ``names`` are those of the round, ``checked`` says what was looked at."""
    worth = [lost.worth[one.pk] for one in items]
    known = [value for value in worth if value is not None]
    unpriced = "Harga suatu barang tidak dicatat, sehingga nilainya tidak diketahui." if len(known) < len(worth) else ""
    return {
        "kind": "written_off",
        "goods_part": lost.part,
        "title": TITLE,
        "part": "",
        "signers": [KEEPER, handing.title, "Dua saksi", head.title],
        "heading": TITLE.upper(),
        "subject": subject,
        **opening(lost.days, lost.days[-1], of="penghapusbukuan"),
        "place": place,
        "people": [[["Nama", ""], ["NIP", ""], ["Jabatan", KEEPER]], second],
        "declaration": (
            f"telah memeriksa {checked}, tidak dapat disalurkan lagi, dan dihapusbukukan dari persediaan:"
        ),
        "goods": [
            [
                str(number), names.get(one.pk, one.name), plain_quantity(lost.goods[one.pk]), one.unit,
                "–" if value is None else rupiah(value), "; ".join(lost.why[one.pk]),
            ]
            for number, (one, value) in enumerate(zip(items, worth, strict=True), 1)
        ],
        "total": rupiah(sum(known)) if len(known) == len(worth) else "–",
        "closing": [words for words in ("Nilai menurut harga saat barang diterima.", unpriced) if words],
        "ending": "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
        "keeper": {"lines": [f"{KEEPER},"], "name": "", "nip": ""},
        "handing": signature(handing, signed_at),
        "witnesses": [{"name": "", "capacity": "Petugas UPT"}, {"name": "", "capacity": "Pengurus koperasi"}],
        "head": signature(head, "Mengetahui,"),
    }  # fmt: skip
