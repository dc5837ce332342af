"""Words that are nobody's name: what offices write into any cell about a household, its work and its troubles."""

import re

# None of these is a name or a part of one; *Hari*, *Bulan*, *Minggu*, *Jiwa* and *Juli* are.
_NO_NAME = re.compile(
    r"\b(?:sdh|sudah|udah|telah|tlh|blm|belum|tdk|tidak|gak|nggak|msh|masih|sedang|akan|pernah|pulang|bebas|pindah"
    r"|mutasi|merantau|meninggal|wafat|sakit|lumpuh|hamil|warung|toko|kios|jualan|dagang|berdagang|pedagang|buruh"
    r"|petani|kuli|karyawan|karyawati|swasta|wiraswasta|sopir|ojek|kerja|bekerja|menganggur|sekolah|sd|smp|sma|smk|paud"
    r"|tk|rumah|rmh|kontrak|kontrakan|ngontrak|mengontrak|numpang|menumpang|tinggal|bln|thn|tahun|tgl|tanggal|susu|bayi"
    r"|balita|janda|duda|lansia|miskin|dhuafa|piatu|pkh|bpnt|blt|sktm|dtks|bantuan|bansos|sembako|butuh"
    r"|perlu|mohon|minta|punya|dapat|dpt|menerima|diterima|datang|ketemu|dicek|konfirmasi|dikonfirmasi|ditanyakan|utk"
    r"|untuk|dgn|dengan|krn|karena|yg|tanpa|hanya|cuma|lagi|orang|org|tanggungan|penghasilan|kelas|kls)\b",
    re.IGNORECASE,
)
# Of a name, but a word of its own where nothing else stands.
_ALONE = re.compile(
    r"(?:kecil|besar|dewasa|pertama|kedua|banyak|baru|lama|semua|sama|lain|kembar|yatim)", re.IGNORECASE
)
_BETWEEN_NAMES = frozenset(("bin", "binti", "bt", "al", "el", "alias", "als", "dan", "van", "der", "de"))
MIN_WORDS = 2
_TIED = re.compile(r"\b(?:dari|dr|drpd|of|a\.?n|bernama|yaitu)\b|[:=]", re.IGNORECASE)


def is_no_name(text: str) -> bool:
    """Whether a text has a word that no name has: ``warung kecil``, ``sdh pulang bln Juli``."""
    return bool(_NO_NAME.search(text) or _ALONE.fullmatch(text.strip(" .,")))


def name_before(text: str) -> tuple[str, str]:
    """A text as a name and the words behind it, the name empty where there is none: ``Joko Pitoyo sdh pulang``.

    Only capitals tell the two apart, and one word with a capital may begin a sentence.
    """
    found = _NO_NAME.search(text)
    if not found or not found[0][0].islower():
        return "", text
    name = text[: found.start()].strip(" ,.")
    words = name.split()
    if len(words) < MIN_WORDS or not all(word[0].isupper() or word in _BETWEEN_NAMES for word in words):
        return "", text
    return name, text[found.start() :]


def reads_as_name(name: str, cell: str) -> bool:
    """Whether a name found in a cell that nobody called a name's is one: it has capitals, or the cell says whose."""
    words = re.findall(r"[^\W\d_]+(?:['’`][^\W\d_]+)*", name)
    capitals = all(word[0].isupper() or word in _BETWEEN_NAMES for word in words)
    return bool(words) and not is_no_name(name) and (capitals or bool(_TIED.search(cell)))
