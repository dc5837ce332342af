"""What the title of a column says: which field the column holds, and of whom.

Titles are compared by their letters: ``N I K``, ``N.I.K`` and ``nik`` are one title, and so are ``No. K.K`` and
``No KK``, or ``TANG-`` with ``GUNGAN`` in the next line.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """Of whom a column speaks."""

    FAMILY = "family"
    INMATE = "inmate"
    RELATIVE = "relative"
    """A father, mother or spouse: the recipient where the table names no other, or else nobody who is asked for."""
    OTHER = "other"
    """A pupil or patient, whose guardian receives."""
    UNSAID = ""


@dataclass(frozen=True)
class Title:
    """A column's title as it was understood; ``field`` is None where it means no field."""

    text: str
    field: str | None
    owner: Owner = Owner.UNSAID
    shown: str = ""
    """The title with its groups as they stand in the file."""


INMATE = re.compile(
    r"\b(wbp|wb|warga binaan\w*|napi|narapidana|tahanan|napitahanan|penghuni|andik\w*|anak didik|anak binaan|terdakwa"
    r"|tersangka|terpidana|defendants?|convicts?|detainees?|inmates?"
    r"|prisoners?|mengunjungi|dikunjungi)\b"
)
# Who is held, in other words: ``Siapa yang ditahan?``, ``Nm yg di Rutan``, ``Keluarga dari``.
HELD = re.compile(
    r"\b(?:(?:yang|yg) )?(?:sedang |saat ini |masih |msh )?(?:ada |berada )?"
    r"(?:menjalani (?:masa )?(?:pidana|hukuman|tahanan)|di ?tahan|di ?penjara|di ?bina"
    r"|di (?:dalam )?(?:rutan|lapas|lp|lpka)(?: \w+)?)\b"
    r"|^(?:nama )?(?:keluarga|keluarganya|klg|kel) (?:dari|dr)$"
    r"|\bkeluarga (?:dari|dr) (?:wbp|napi|tahanan|warga binaan)\b"
)
FAMILY = re.compile(
    r"\b(penerima|pemohon|keluarga|kel wbp|klg|klrg|kpm|penduduk|ahli waris|penjamin|wakil|perwakilan|pengunjung"
    r"|mustahik|responden|pendaftar|pengambil|recipients?|beneficiar\w+|applicants?|anda"
    r"|bapak ibu(?: saudara| sdr)?|bpk ibu)\b"
)
RELATIVE = re.compile(
    r"\b(ayah|bapak|ibu|istri|isteri|suami|orang tua|ortu|wali|pasangan|ibu kandung|ayah kandung|anak|saudara"
    r"|husband|wife|mother|father|spouse|guardian)\b"
)
OTHER = re.compile(
    r"\b(siswa|siswi|murid|peserta didik|pelajar|santri|anak asuh|pasien|mahasiswa|pupils?|students?|patients?)\b"
)
# What the inmate did, for how long, and where in the centre: nobody keeps that (DESIGN, section 2).
OFFENCE_OR_CELL = re.compile(
    r"\b(tindak pidana|tp|perkara|pasal|kasus|kejahatan|delik|vonis|putusan|(lama|masa|sisa) (pidana|hukuman)"
    r"|sel|kamar|wisma|blok (hunian|kamar|sel|wbp)|offen[cs]es?|crimes?|charges?|cell( no)?|sentence)\b"
)
# Words of a title that say nothing of what its column holds.
FILLERS = re.compile(
    r"\b(siapa|siapakah|yang|yg|nama|nm|apa|dari|dr|keluarga|anggota|pemasyarakatan|data|identitas|terkait|bersangkutan|ybs"
    r"|lengkap|di|dan|atau|name|of|the)\b"
)
# What speaks of a household or of the tie, and not of whose column it is.
NO_OWNER = re.compile(
    r"\b(kartu keluarga|no(mor)? (kk|kartu) keluarga|hub\w* (dlm |dalam )?keluarga"
    r"|status (dlm |dalam |hub\w* )*keluarga"
    r"|(jml|jumlah|jlh) (anggota )?(keluarga|anak|jiwa)|(anggota|tanggungan) keluarga|kepala keluarga)\b"
)
_HELD_WORDS = r"wbp|napi|tahanan|warga binaan|narapidana|terdakwa|tersangka|terpidana|detainee|inmate|prisoner"
BEGINS_WITH_INMATE = re.compile(rf"(siapa )?((nama|nm)( lengkap)? )?({_HELD_WORDS})\b(?! (penerima|keluarga)\b)")
# The first pattern that fits wins, so the narrow ones stand before the wide ones.
FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", r"^(no|nomor|nmr|no urut|nomor urut|urut|nr|baris|alasan|row|reason)$"),
        ("status_wbp", rf"\bstatus ({_HELD_WORDS}|hukum\w*|pidana|penahanan)$|^({_HELD_WORDS}) status$"),
        (
            "wbp_sebagai",
            rf"^hub\w* ({_HELD_WORDS}) (dg|dgn|dengan|thd|terhadap)\b|^({_HELD_WORDS}) (adalah|sebagai|sbg)\b",
        ),
        (
            "wali_sbg",
            r"\bwali (sbg|sebagai|adalah|nya)\b"
            r"|\b(hub\w*|status) (wali|(dg|dgn|dengan) (siswa|murid|anak|santri|pasien))\b",
        ),
        (
            "shdk",
            r"\b(shdk|shk|stat\w* (dlm|dalam)( (keluarga|klg|kk))?|stat\w* (hub\w* )?(dlm |dalam )?(keluarga|klg|kk)"
            r"|hub\w* (dlm|dalam) (keluarga|klg|kel|kk))\b",
        ),
        ("hubungan", r"\b(hubungan\w*|hub|hubkel|relation\w*)\b|\bsaya (adalah|ini)\b|\bsiapanya\b"),
        ("nama", r"\bnama (kk|kepala keluarga|kep kel|kep klg)\b"),
        (
            "no_kk",
            r"^kk$|\b(no|nomor|nmr|nokk)( |)(kk|kartu (keluarga|klg|kel))\b|^nokk$|\bkartu (keluarga|klg|kel)\b"
            r"|\bfamily (card|register)\b",
        ),
        (
            "nik",
            r"\bnik\b|\b(no|nomor|nmr) (e )?ktp( el)?\b|^(e )?ktp( el)?$|\bnomor induk\b"
            r"|\b(no|nomor|nmr) (induk )?kependudukan\b|\b(no|nomor|nmr) (identitas|id)\b|^noktp$"
            r"|\bnational id\b|\bid (card )?(no|number|num)\b|^id card$",
        ),
        ("ttl", r"\bttl\b|(tempat|tmp|tmpt|tpt).*(tgl|tanggal|tg)|\bplace\b.*\bdate of birth\b"),
        ("tgl_bebas", r"\b(bebas|ekspirasi|expirasi|exp|habis (masa|pidana)|berakhir|release\w*|expir\w*)\b"),
        ("tgl_lahir", r"\b(tgl|tanggal|tg) (lahir|lhr)\b|^(lahir|tgl lhr|dob)$|\b(date of birth|birth ?date)\b"),
        ("lahir_tgl", r"^(tgl|tanggal)$"),
        ("lahir_bln", r"^(bln|bulan)$"),
        ("lahir_thn", r"^(thn|tahun)$"),
        ("tempat_lahir", r"\b(tempat|tmp|tmpt|tpt|kota) (lahir|lhr)\b|\b(place of birth|birth ?place)\b"),
        (
            "jk",
            r"^(l p|lp|p l|pl|l|lk pr|jk|sex|gender|m f|mf|jns kel\w*)$|\b(jenis|jns) kelamin\b|^kelamin$|\bl p\b"
            r"|\blp\b",
        ),
        ("wbp_register", r"\b(no |nomor )?(reg|register|registrasi|regis)\b"),
        ("hp", r"\b(hp|telp|telpon|telepon|tlp|wa|whatsapp|handphone|ponsel|kontak|mobile|phone|cell ?phone)\b"),
        (
            "tanggungan",
            r"\b(tanggungan|tangg|jiwa|(jml|jumlah|jlh|banyak\w*) (anggota|art|anak|orang|org|keluarga)\w*)\b"
            r"|\b(depend[ae]nts?|(household|family) (size|members)|number of (people|persons|members))\b",
        ),
        ("keterangan", r"^(ket|keterangan|catatan|remark\w*|notes?|comments?|ket tambahan)$|\bketerangan\b"),
        (
            "alamat",
            r"\b(alamat|dukuh|dusun|dk|dsn|jalan|jl|domisili|hamlet|street|address)\b.*\brt *rw\b"
            r"|\brt *rw\b.*\b(alamat|dukuh|dusun|dk|dsn|hamlet|street|address)\b",
        ),
        ("rtrw", r"\brt *rw\b"),
        ("rt", r"^(no |nomor )?rt$"),
        ("rw", r"^(no |nomor )?rw$"),
        ("kecamatan", r"\b(kecamatan|kec|kcmtn|sub ?district)\b"),
        ("district", r"\bdistrict\b"),
        ("desa", r"\b(desa|kelurahan|kel|ds|lurah|dsa|village)\b"),
        ("kabupaten", r"\b(kabupaten|kab|kota|kabkota|regency)\b"),
        ("dukuh", r"\b(dukuh|dusun|dk|dsn|lingkungan|kampung|jalan|jln|jl|hamlet|street)\b"),
        ("alamat", r"\b(alamat|domisili|almt|tempat tinggal|tinggal di|address)\b"),
        ("nama", r"\b(nama|penerima|pemohon|nm|name|wakil keluarga)\b"),
    )
)
# Under a title that says of which day: ``TANGGAL LAHIR`` above ``TGL``, ``BLN`` and ``THN``.
PARTS_OF_A_DAY = ("lahir_tgl", "lahir_bln", "lahir_thn")
# Words that offices break or space out, without the blanks: ``TANG GUNGAN``, ``KECA MATAN``, ``N A M A``.
BROKEN = {
    letters: words
    for words in (
        "nama", "nik", "no kk", "kecamatan", "kelurahan", "desa", "tanggungan", "hubungan", "keterangan", "alamat",
        "register", "no register", "jenis kelamin", "tanggal lahir", "tgl lahir", "nama penerima", "nama wbp",
        "nama keluarga", "no hp", "no telepon", "kartu keluarga", "no kartu keluarga", "jumlah tanggungan", "kabupaten",
        "dukuh", "dusun", "nama warga binaan", "warga binaan", "narapidana", "tahanan", "penerima", "no ktp",
        "nomor induk kependudukan", "hubungan keluarga", "hubungan dengan wbp", "tempat lahir", "no urut",
    )
    for letters in (words.replace(" ", ""),)
}  # fmt: skip


def plain_label(value: object) -> str:
    """A title as it is compared: lower case, its words, single letters joined (``n i k`` → ``nik``)."""
    if not isinstance(value, str):
        return ""
    text = re.sub(r"(?<=\w)-[ \t]*\n\s*(?=\w)", "", value.lower())
    joined: list[str] = []
    single = False
    for word in re.findall(r"[a-z0-9]+", text):
        alone = len(word) == 1 and word.isalpha()
        if alone and single:
            joined[-1] += word
        else:
            joined.append(word)
        single = alone
    label = " ".join(joined)
    return BROKEN.get(label.replace(" ", ""), label)


def title_of(label: str, group: str = "") -> Title:
    """What a label says, as ``plain_label`` gives it; ``group`` is the label that spans several columns above it."""
    owner = _owner(label) or _owner(group)
    text = f"{group} {label}".strip() if group and group != label else label
    field = _field(label)
    if field in PARTS_OF_A_DAY and "lahir" not in group.split():
        field = None
    if field is None and group:
        field = _field(text)
    if field == "nama" and NO_OWNER.search(label) and owner is Owner.INMATE and not INMATE.search(label):
        owner = Owner.FAMILY
    if owner is Owner.INMATE and field in ("tgl_bebas", "wbp_register") and re.search(r"\b(nama|nm|name)\b", label):
        # ``WBP (Nama / No. Reg / Ekspirasi)``: the cell is taken apart later.
        field = "nama"
    if field == "nik" and re.match(r"(nama|nm|name)\b", label):
        # ``Nama / NIK``: the cell is taken apart later.
        field = "nama"
    if field is None and owner and _only_whose(label):
        field = "nama"
    return Title(text, field, owner)


def _field(label: str) -> str | None:
    if re.search(r"\b(e ?mail|surel)\b", label):
        return None
    return next((name for name, pattern in FIELDS if pattern.search(label)), None)


def _owner(label: str) -> Owner:
    """Whose column a label says it is. The family is said by any word of its own, even beside an inmate's."""
    bare = NO_OWNER.sub(" ", label)
    if OTHER.search(bare) and not re.search(r"\b(wali|ortu|orang tua|ayah|ibu|bapak)\b", bare):
        return Owner.OTHER
    if HELD.search(bare) or BEGINS_WITH_INMATE.match(bare):
        return Owner.INMATE
    relative = RELATIVE.search(INMATE.sub(" ", bare))
    if FAMILY.search(bare):
        return Owner.FAMILY
    if INMATE.search(bare):
        # ``Nama Istri/Ibu WBP`` is the family's, as a relative of the inmate is meant.
        return Owner.FAMILY if relative else Owner.INMATE
    return Owner.RELATIVE if relative else Owner.UNSAID


def _only_whose(label: str) -> bool:
    """Whether nothing is left of a label beside the words for the person: ``Penerima``, ``Siapa yang ditahan``."""
    for words in (HELD, INMATE, FAMILY, RELATIVE, FILLERS):
        label = words.sub(" ", label)
    return not re.sub(r"[^a-z]", "", label)


def relation_in(text: str) -> str:
    """The one word of kinship that the title of an inmate's column holds: ``Suami di rutan``; else an empty text."""
    words = set(RELATIVE.findall(INMATE.sub(" ", text)))
    return words.pop() if len(words) == 1 else ""
