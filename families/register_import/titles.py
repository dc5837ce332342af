"""What the title of a column says: which field the column holds, and of whom.

Titles are compared by their letters: ``N I K``, ``N.I.K`` and ``nik`` are one title, and so are ``No. K.K`` and
``No KK``, or ``TANG-`` with ``GUNGAN`` in the next line.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from families.register_import.relations import relation_alone


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
    r"|(yang|yg) (meng?ambil|ambil|menerima|terima)( (paket|sembako|bantuan))*"
    r"|(mengambil|menerima) (paket|sembako|bantuan)|(yang|yg) (dilayani|dibantu|didampingi|disantuni)"
    r"|penitip|(?:yang|yg) (?:menitip\w*|menjenguk|membesuk|besuk)(?: \w+)?"
    r"|mustahik|(?:next of )?kin|responden|pendaftar|pengambil|recipients?|beneficiar\w+|applicants?|anda"
    r"|(?:bapak|bpk) ibu(?: saudara| sdr)?|ibu (?:bapak|bpk))\b"
)
RELATIVE = re.compile(
    r"\b(ayah|bapak|ibu|istri|isteri|suami|orang tua|ortu|wali|pasangan|ibu kandung|ayah kandung|anak|saudara|inaq|amaq"
    r"|husband|wife|mother|father|spouse|guardian)\b"
)
OTHER = re.compile(
    r"\b(siswa|siswi|murid|peserta didik|pelajar|santri|anak asuh|pasien|mahasiswa|pupils?|students?|patients?"
    r"|balita|batita|bayi)\b"
)
# Small children are counted in many a table, too: only what names one of them is about somebody else.
SMALL_CHILD = re.compile(r"\b(balita|batita|bayi)\b")
OF_A_PERSON = frozenset({"nama", "nik", "ttl", "tgl_lahir", "tempat_lahir", "jk", "umur"})
# What the inmate did, for how long, and where in the centre: nobody keeps that (DESIGN, section 2).
OFFENCE_OR_CELL = re.compile(
    r"\b(tindak pidana|tp|perkara|pasal|kasus|kejahatan|delik|vonis|putusan|(lama|masa|sisa) (pidana|hukuman)"
    r"|sel|kamar|kmr|wisma|blok (hunian|kamar|sel|wbp)|offen[cs]es?|crimes?|charges?|cell( no)?|sentence)\b"
)
# Words of a title that say nothing of what its column holds.
FILLERS = re.compile(
    r"\b(siapa|siapakah|warga|yang|yg|nama|nm|apa|dari|dr|keluarga|kel|klg|anggota|pemasyarakatan|data|identitas|terkait|bersangkutan|ybs"
    r"|lengkap|tsb|tersebut|di|dan|atau|inti|name|of|the)\b"
)
# What speaks of a household or of the tie, and not of whose column it is.
NO_OWNER = re.compile(
    r"\b(kartu keluarga|no(mor)? (kk|kartu) keluarga|hub\w* (dlm |dalam )?keluarga"
    r"|status (dlm |dalam |hub\w* )*keluarga"
    r"|(jml|jumlah|jlh) (anggota )?(keluarga|anak|jiwa)|(anggota|tanggungan) keluarga|kepala keluarga)\b"
)
_WHERE_HELD = r"di (?:dalam )?(?:rutan|lapas|lp|lpka)(?: (?:rutan|lapas|lp|lpka))?|di ?tahan|di ?penjara|di ?bina"
_HELD_WORDS = r"wbp|wb|napi|tahanan|warga binaan|narapidana|terdakwa|tersangka|terpidana|detainee|inmate|prisoner"
BEGINS_WITH_INMATE = re.compile(rf"(siapa )?((nama|nm)( lengkap)? )?({_HELD_WORDS})\b(?! (penerima|keluarga)\b)")
# The first pattern that fits wins, so the narrow ones stand before the wide ones.
FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", r"^(no|nomor|nmr|no urut|nomor urut|urut|nr|baris|alasan|row|reason)$"),
        ("status_wbp", rf"\bstatus ({_HELD_WORDS}|hukum\w*|pidana|penahanan)$|^({_HELD_WORDS}) status$"),
        (
            "wbp_sebagai",
            rf"^hub\w* ({_HELD_WORDS}) (dg|dgn|dengan|thd|terhadap)\b|^({_HELD_WORDS}) (adalah|sebagai|sbg)\b"
            rf"|^(?:yang |yg )?(?:ada |berada )?(?:{_WHERE_HELD})(?: tsb| tersebut)?"
            r" (?:adalah|sebagai|sbg|merupakan)\b",
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
        (
            "hubungan",
            r"\b(hubungan\w*|hub|hubkel|relation\w*)\b|\bsaya (adalah|ini)\b|\b(siapanya|apanya)\b"
            rf"|\b(stat\w*|sbg|sebagai) (dg|dgn|dengan|thd|terhadap|bagi|dari) (?:yang |yg )?"
            rf"({_HELD_WORDS}|{_WHERE_HELD})\b",
        ),
        ("nama", r"\bnama (kk|kepala keluarga|kep kel|kep klg)\b|^(kepala keluarga|kep kel|kep klg)$"),
        (
            "no_kk",
            r"^n?kk$|\b(no|nomor|nmr|nokk)( |)(kk|kartu (keluarga|klg|kel))\b|^nokk$|\bkartu (keluarga|klg|kel)\b"
            r"|\bfamily (card|register)\b",
        ),
        (
            "nik",
            r"\bnik\b|\b(no|nomor|nmr) (e )?ktp( el)?\b|^(e )?ktp( el)?$|\bnomor induk\b"
            r"|\b(no|nomor|nmr) (induk )?kependudukan\b|\b(no|nomor|nmr) (identitas|id)\b|^noktp$"
            r"|\bnational id\b|\bid (card )?(no|number|num)\b|^id card$",
        ),
        ("ttl", r"\bttl\b|(tempat|tmp|tmpt|tpt).*(tgl|tanggal|tg)|\bplace\b.*\bdate of birth\b"),
        ("tgl_bebas", r"\b(bebas|bbs|ekspirasi|expirasi|exp|habis (masa|pidana)|berakhir|release\w*|expir\w*)\b"),
        ("tgl_lahir", r"\b(tgl|tanggal|tg) (lahir|lhr)\b|^(lahir|tgl lhr|dob)$|\b(date of birth|birth ?date)\b"),
        ("umur", r"^(umur|usia|age)( (th|thn|tahun|years))?$"),
        ("lahir_tgl", r"^(tgl|tanggal)$"),
        ("lahir_bln", r"^(bln|bulan)$"),
        ("lahir_thn", r"^(thn|tahun)$"),
        ("tempat_lahir", r"\b(tempat|tmp|tmpt|tpt|kota) (lahir|lhr)\b|\b(place of birth|birth ?place)\b"),
        (
            "jk",
            r"^(l p|lp|p l|pl|l|lk pr|jk|sex|gender|m f|mf|jns kel\w*)$|\b(jenis|jns) kelamin\b|^kelamin$|\bl p\b"
            r"|(?<!di )(?<!dalam )\blp\b",
        ),
        ("wbp_register", r"\b(no |nomor )?(reg|register|registrasi|regis)\b"),
        ("hp", r"\b(hp|telp|telpon|telepon|tlp|wa|whatsapp|handphone|ponsel|kontak|mobile|phone|cell ?phone)\b"),
        (
            "tanggungan",
            r"\b(tanggungan|tangg|(jml|jumlah|jlh|banyak\w*) anak\w*|depend[ae]nts?(?!.*\b(under|yrs?|years)\b))\b"
            # ``Nama WBP (yang ditanggung)`` is somebody.
            r"|\b(jml|jumlah|jlh|banyak\w*|berapa)\b.*\bditanggung\b"
            r"|^((anggota )?(keluarga|klg|jiwa|orang|org) )?(yang |yg )?ditanggung\b(?!.*\b(wbp|napi|tahanan)\b)",
        ),
        (
            # All of the household, the recipient too.
            "jiwa",
            r"\b(jiwa|(jml|jumlah|jlh|banyak\w*) (anggota|art|orang|org|keluarga|jw)\w*)\b"
            r"|\bberapa (orang|jiwa|anggota)\b.*\b(serumah|tinggal|rumah|keluarga)\b"
            r"|\b((household|family|hh) (size|members)|number of (people|persons|members))\b",
        ),
        ("keterangan", r"^(ket|keterangan|catatan|remark\w*|notes?|comments?|ket tambahan)$|\bketerangan\b"),
        (
            "alamat",
            r"\b(alamat|dukuh|dusun|dk|dsn|jalan|jl|domisili|hamlet|street|address)\b.*\brt *rw\b"
            r"|\brt *rw\b.*\b(alamat|dukuh|dusun|dk|dsn|hamlet|street|address)\b",
        ),
        ("rtrw", r"\brt *(?:dan )?rw\b"),
        ("alamat", r"\b(?:desa|kelurahan|kel|ds) (?:dan )?(?:kecamatan|kec)\b"),
        ("rt", r"^(no |nomor )?rt$"),
        ("rw", r"^(no |nomor )?rw$"),
        ("dukuh", r"\bsub ?village\b"),
        ("kecamatan", r"\b(kecamatan|kec|kcmtn|sub ?district)\b"),
        ("district", r"\bdistrict\b"),
        ("desa", r"\b(desa|kelurahan|(?<!anggota )kel|ds|lurah|dsa|village)\b"),
        ("kabupaten", r"\b(kabupaten|kab|kota|kabkota|regency)\b"),
        ("dukuh", r"\b(dukuh|dusun|dk|dsn|lingkungan|lingk|jorong|korong|banjar|kampung|jalan|jln|jl|hamlet|street)\b"),
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
        # As the columns of an export are called: ``NMKEC``, ``NORT``, ``TMPLAHIR``.
        "nm kec", "nm kel", "nm desa", "nm kab", "nm prov", "kd kec", "kd kel", "kd desa", "kd kab", "kd prov", "no rt",
        "no rw", "tmp lahir", "no telp", "no wa", "no rekening", "no peserta pkh", "jml art", "jml anggota",
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
    if owner is Owner.OTHER and SMALL_CHILD.search(text) and field not in OF_A_PERSON:
        owner = Owner.UNSAID
    says_who_is_held = INMATE.search(label) or HELD.search(label)
    if field == "nama" and NO_OWNER.search(label) and owner is Owner.INMATE and not says_who_is_held:
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
    # ``Nama pasien/keluarga`` is whoever receives.
    if OTHER.search(bare) and not re.search(r"\b(wali|ortu|orang tua|ayah|ibu|bapak)\b|\w keluarga$", bare):
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
    # ``Bapak balita (WBP)`` is a name, ``Siswa`` alone may be how many.
    others = () if _owner(label) is Owner.OTHER else (OTHER,)
    for words in (HELD, INMATE, FAMILY, RELATIVE, *others, FILLERS):
        label = words.sub(" ", label)
    return not re.sub(r"[^a-z]", "", label)


def is_in_his_group(shown: str) -> bool:
    """Whether a title, as it is shown with its groups, speaks of the inmate in these alone."""
    group, _dash, own = (plain_label(part) for part in shown.rpartition(" – "))
    return any(words.search(group) and not words.search(own) for words in (HELD, INMATE))


def is_of_recipients(label: str) -> bool:
    """Whether a label names the recipient and nothing else: ``Penerima``, ``Yang menerima (v)``."""
    return bool(FAMILY.search(label)) and _only_whose(re.sub(r"\b[vx]\b", " ", label))


def is_said_of_inmate(text: str) -> bool:
    """Whether a title begins with who is held, so that its cells say what he is: ``WBP … keluarga``."""
    return bool(BEGINS_WITH_INMATE.match(text) or HELD.match(text))


def relation_in(text: str) -> str:
    """The one word of kinship that the title of an inmate's column holds: ``Suami di rutan``; else an empty text."""
    words = set(RELATIVE.findall(INMATE.sub(" ", text)))
    return words.pop() if len(words) == 1 else ""


def relation_of(title: Title) -> str:
    """What the title of a relative's column says that the person is to the inmate: ``Nama Istri``, ``Istri WBP``."""
    return relation_alone(relation_in(title.text)) if title.owner in (Owner.RELATIVE, Owner.FAMILY) else ""
