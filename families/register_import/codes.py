"""What each code of an import means, in a sentence that says what is wrong and what to do about it."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.formats import before_stop

# Files and stored rows call every regency but the centre's own by the place where the register was first kept.
OUTSIDE_REGENCY = "LUAR_BLORA"
NIK_OF_ANOTHER_REGENCY = "NIK_LUAR_BLORA"

CODES: dict[str, tuple[str, Promise]] = {
    # code: (status that it leads to, sentence)
    "NIK_KOSONG": ("invalid", _("The NIK is missing. Type it from the KTP-el or the family card.")),
    "NIK_PANJANG_SALAH": ("invalid", _("The NIK does not have 16 digits. Type it from the KTP-el.")),
    "NIK_NOTASI_ILMIAH": (
        "invalid",
        _("Excel shortened the NIK to a form such as 3.3E+15, and digits are lost. Type it from the KTP-el."),
    ),
    "NIK_TANGGAL_MUSTAHIL": (
        "invalid",
        _("Digits 7 to 12 of the NIK are not a date of birth, so a digit is wrong. Compare it with the KTP-el."),
    ),
    "NIK_WILAYAH_SALAH": (
        "invalid",
        _("The first two digits of the NIK are no province, so a digit is wrong. Compare it with the KTP-el."),
    ),
    "NIK_WILAYAH_TIDAK_DIKENAL": (
        "review",
        _("No district has the code with which the NIK begins. Compare it with the KTP-el; old ones may be right."),
    ),
    "NIK_HURUF": ("review", _("There is a letter among the digits of the NIK. Confirm that a digit was meant.")),
    "NIK_SAMA_DENGAN_KK": ("invalid", _("The number of the family card is in the place of the NIK. Type the NIK.")),
    "NIK_NUMERIK_TERPOTONG": (
        "review",
        _("The last digits of the NIK are lost because the cell holds a number. Type the NIK from the KTP-el."),
    ),
    "NIK_TGL_TIDAK_COCOK": (
        "review",
        _("The date of birth differs from the one in the NIK. Compare both with the KTP-el."),
    ),
    "NIK_JK_TIDAK_COCOK": ("review", _("The sex differs from the one in the NIK. Compare both with the KTP-el.")),
    "TGL_LAHIR_TIDAK_VALID": ("invalid", _("There is no such date of birth. Type the day, month and year.")),
    "NAMA_KOSONG": ("invalid", _("The name of the recipient is missing. Type it as on the KTP-el.")),
    "NAMA_TERLALU_PANJANG": (
        "invalid",
        _("The name of the recipient is longer than 120 letters. Type it as on the KTP-el."),
    ),
    "WBP_TERLALU_PANJANG": ("invalid", _("The name of the inmate is longer than 120 letters. Type the name alone.")),
    "WBP_KOSONG": ("invalid", _("No inmate is named. Type the name of the inmate whose family this is.")),
    "DESA_TYPO": ("review", _("There is no village of this spelling. Confirm the one that was meant.")),
    "DESA_TIDAK_DIKENAL": ("invalid", _("There is no such village in the regency. Type its official name.")),
    "DESA_AMBIGU": ("review", _("Several districts have a village of this name. Choose the district.")),
    "DESA_KEC_TIDAK_COCOK": ("review", _("The village is not in the district that is written. Choose the right one.")),
    OUTSIDE_REGENCY: (
        "review",
        _("The address is outside the regency. Confirm the village, and that the programme reaches there."),
    ),
    "WBP_SUDAH_BEBAS": (
        "review",
        _("By date or remark the inmate is released. Confirm that he is still held, or type the date."),
    ),
    "PENERIMA_MENINGGAL": (
        "review",
        _("It is noted that the recipient has died. Name another member of the household."),
    ),
    "PENERIMA_PINDAH": ("review", _("It is noted that the recipient has moved. Confirm the address.")),
    "WBP_MENINGGAL": (
        "review",
        _("It is noted that the inmate has died. Confirm that the family is still to receive."),
    ),
    "WBP_PINDAH": (
        "review",
        _("It is noted that the inmate was moved to another prison. Confirm that the family is still to receive."),
    ),
    "NIK_SAMA_DENGAN_WBP": ("invalid", _("The NIK is the inmate's, by the same row. Type the recipient's.")),
    "NAMA_SAMA_DENGAN_WBP": (
        "review",
        _("The recipient has the name of the inmate. Name the recipient, or confirm that they are two people."),
    ),
    "DESA_BEDA_JUDUL": (
        "review",
        _("The address names another village than the title above the row. Confirm the village."),
    ),
    "WBP_DUA": (
        "review",
        _("Two inmates seem to be named in one cell. Type one of them, and add the other on the family's page."),
    ),
    "REGISTER_MILIK_LAIN": (
        "review",
        _("The register number belongs to another inmate. Correct the number or the name of the inmate."),
    ),
    "PENERIMA_DUA": (
        "review",
        _("Two people seem to be named as the recipient. Type the name of the one who receives."),
    ),
    "HUBUNGAN_JK_TIDAK_COCOK": (
        "review",
        _("The relation does not go with the sex. Compare the relation, the sex and the NIK."),
    ),
    "KOLOM_TIDAK_PASTI": (
        "review",
        _("The name, the NIK, the date of birth or the address may be another person's. Compare it with the KTP-el."),
    ),
    "BUKAN_KELUARGA": (
        "review",
        _("The recipient seems to be no relative of the inmate. Name somebody of the family, or confirm."),
    ),
    "TIDAK_LAYAK": (
        "review",
        _("The file says that the family is not eligible. Leave it out, or confirm that it is to be entered."),
    ),
    "HUBUNGAN_DUA_ARTI": (
        "review",
        _("The relation can be meant from either side, so it was left empty. The words stand in the remarks."),
    ),
    "BARIS_DIGABUNG": (
        "review",
        _("Two lines of the file were read as one family. Compare the name, the inmate and the address."),
    ),
    "DUP_PERSIS": ("duplicate", _("The row is the same as an earlier one.")),
    "DUP_NIK_FORMAT_BEDA": ("duplicate", _("The same person is in an earlier row, written differently.")),
    "DUP_KK": ("duplicate", _("An earlier row has the same family card. One family card receives one package.")),
    "DUP_NIK_NAMA_BEDA": ("review", _("An earlier row has the same NIK with another name. One of the two is wrong.")),
    "DUP_MIRIP": (
        "review",
        _("An earlier row is the same person, but for one or two digits of the NIK. One is wrong."),
    ),
    "DUP_KK_TERPOTONG": (
        "review",
        _("An earlier row has the same family card, as far as digits are left. Confirm that both are households."),
    ),
    "DUP_SERUMAH": (
        "review",
        _("An earlier row has the same inmate and the same address. Confirm that these are two households."),
    ),
    "MIRIP_TERDAFTAR": (
        "review",
        _("The register has a family that looks the same, with another NIK. Confirm that this is another person."),
    ),
    "SUDAH_TERDAFTAR": ("duplicate", _("The family is already in the register.")),
    "NIK_TERDAFTAR": ("duplicate", _("The person is already in the register, in another family.")),
}
INVALID = frozenset(code for code, (status, _text) in CODES.items() if status == "invalid")
REVIEW = frozenset(code for code, (status, _text) in CODES.items() if status == "review")
SAME_PERSON = frozenset({"DUP_PERSIS", "DUP_NIK_FORMAT_BEDA"})
# What says that an earlier row of the file is of the same person, be it only to be looked at.
SECOND_OF_A_PERSON = SAME_PERSON | {"DUP_NIK_NAMA_BEDA", "DUP_MIRIP"}
# What speaks of a household that is there already, so that the row's person and inmate may be added to it.
JOINABLE = frozenset(
    {
        "DUP_KK",
        "DUP_KK_TERPOTONG",
        "DUP_MIRIP",
        "DUP_NIK_FORMAT_BEDA",
        "DUP_NIK_NAMA_BEDA",
        "DUP_SERUMAH",
        "MIRIP_TERDAFTAR",
        "SUDAH_TERDAFTAR",
        "NIK_TERDAFTAR",
    }
)
# A member lives where the household does, may be too young for a NIK, and need not be tied to another inmate.
NOT_ASKED_OF_MEMBERS = frozenset(
    {
        "NIK_KOSONG",
        "WBP_KOSONG",
        "WBP_SUDAH_BEBAS",
        "DESA_TYPO",
        "DESA_TIDAK_DIKENAL",
        "DESA_AMBIGU",
        "DESA_KEC_TIDAK_COCOK",
        "DESA_BEDA_JUDUL",
        OUTSIDE_REGENCY,
    }
)
# Which fields settle what: the doubts of a field are open again when somebody types it anew.
FIELDS_OF: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    # Another person has another number, too.
    (("nama", "nik"), frozenset({"PENERIMA_MENINGGAL", "NAMA_SAMA_DENGAN_WBP", "PENERIMA_DUA", "TIDAK_LAYAK"})),
    (("nama",), frozenset({"NAMA_KOSONG", "NAMA_TERLALU_PANJANG"})),
    (("nama", "nik"), frozenset({"DUP_NIK_NAMA_BEDA"})),
    (
        ("nik",),
        frozenset(
            {
                "NIK_KOSONG",
                "NIK_PANJANG_SALAH",
                "NIK_NOTASI_ILMIAH",
                "NIK_TANGGAL_MUSTAHIL",
                "NIK_WILAYAH_SALAH",
                "NIK_WILAYAH_TIDAK_DIKENAL",
                "NIK_HURUF",
                "NIK_SAMA_DENGAN_KK",
                "NIK_SAMA_DENGAN_WBP",
                "NIK_NUMERIK_TERPOTONG",
                "DUP_MIRIP",
                "MIRIP_TERDAFTAR",
                "NIK_TERDAFTAR",
                "KOLOM_TIDAK_PASTI",
            }
        ),
    ),
    (("no_kk",), frozenset({"DUP_KK", "DUP_KK_TERPOTONG", "DUP_SERUMAH", "SUDAH_TERDAFTAR"})),
    (("tgl_lahir",), frozenset({"TGL_LAHIR_TIDAK_VALID"})),
    (("nik", "tgl_lahir"), frozenset({"NIK_TGL_TIDAK_COCOK"})),
    (("nik", "jk"), frozenset({"NIK_JK_TIDAK_COCOK"})),
    (("nik", "jk", "hubungan"), frozenset({"HUBUNGAN_JK_TIDAK_COCOK"})),
    (("nama", "nik", "hubungan"), frozenset({"BUKAN_KELUARGA"})),
    (("hubungan",), frozenset({"HUBUNGAN_DUA_ARTI"})),
    (("nama", "wbp_nama", "desa"), frozenset({"BARIS_DIGABUNG"})),
    (
        ("wbp_nama", "wbp_register"),
        frozenset(
            {
                "WBP_KOSONG",
                "WBP_TERLALU_PANJANG",
                "WBP_DUA",
                "WBP_MENINGGAL",
                "WBP_PINDAH",
                "REGISTER_MILIK_LAIN",
            }
        ),
    ),
    (
        ("desa", "kecamatan", "kabupaten"),
        frozenset(
            {
                "DESA_TIDAK_DIKENAL",
                "DESA_TYPO",
                "DESA_AMBIGU",
                "DESA_KEC_TIDAK_COCOK",
                "PENERIMA_PINDAH",
                "DESA_BEDA_JUDUL",
                OUTSIDE_REGENCY,
            }
        ),
    ),
    (("tgl_bebas",), frozenset({"WBP_SUDAH_BEBAS"})),
)
# Doubts that a person may settle by saying that the row is right as it is, and what the button says: each its own
# sentence, since "right" would be ambiguous beneath "it is noted that he has died". The others need another value.
ACCEPTABLE: dict[str, Promise] = {
    "NIK_TGL_TIDAK_COCOK": _("NIK and date are both right"),
    "NIK_JK_TIDAK_COCOK": _("NIK and sex are both right"),
    "HUBUNGAN_JK_TIDAK_COCOK": _("Relation and sex are both right"),
    "NIK_WILAYAH_TIDAK_DIKENAL": _("The NIK is like this on the KTP-el"),
    "NIK_HURUF": _("The digits as read are right"),
    "TGL_LAHIR_TIDAK_VALID": _("Use the date in the NIK"),
    "WBP_SUDAH_BEBAS": _("The inmate is still held"),
    "DUP_MIRIP": _("They are two people"),
    "DUP_NIK_NAMA_BEDA": _("It is the same person"),
    "DUP_KK_TERPOTONG": _("They are two households"),
    "MIRIP_TERDAFTAR": _("It is another person"),
    "PENERIMA_MENINGGAL": _("The recipient is alive"),
    "PENERIMA_PINDAH": _("The recipient lives at this address"),
    "WBP_MENINGGAL": _("The family is still to receive"),
    "WBP_PINDAH": _("The family is still to receive"),
    "DESA_BEDA_JUDUL": _("The village of the row is right"),
    "NAMA_SAMA_DENGAN_WBP": _("They are two people of one name"),
    "WBP_DUA": _("It is the name of one inmate"),
    "REGISTER_MILIK_LAIN": _("They are two people; keep the number in the remarks"),
    "PENERIMA_DUA": _("It is the name of one person"),
    "KOLOM_TIDAK_PASTI": _("They are the recipient's"),
    "BUKAN_KELUARGA": _("The recipient is a relative"),
    "TIDAK_LAYAK": _("It is to be entered"),
    "HUBUNGAN_DUA_ARTI": _("Leave the relation open"),
    "BARIS_DIGABUNG": _("They are one family"),
    "DUP_SERUMAH": _("They are two households"),
    OUTSIDE_REGENCY: _("The programme reaches there"),
}
WARNINGS: dict[str, Promise] = {
    "RTRW_TANGGAL": _("Excel had turned RT/RW into a date; it was read as day = RT, month = RW."),
    "KK_TERPOTONG": _("The last digits of the family card's number are lost, so it was left empty."),
    "KK_TIDAK_TERBACA": _("The number of the family card is not one of 16 digits, so it was left empty."),
    "HP_TIDAK_TERBACA": _("The phone number could not be read, so it was left empty."),
    "TGL_BEBAS_DI_LUAR": _("The day of release is outside the years 2000 to 2100, so it was left empty."),
    "RTRW_TIDAK_TERBACA": _("RT/RW could not be read, so it was left empty."),
    "HURUF_TAK_TERCETAK": _("Characters that no paper can print, such as emoji, were left out."),
    "KE_KETERANGAN": _("What was longer than there is room for was put into the remarks instead."),
    NIK_OF_ANOTHER_REGENCY: _("The NIK was issued in another regency, which is normal."),
    "NOMOR_DIHAPUS": _("Numbers of people and dates of birth among remarks, addresses or names were left out."),
    "EMAIL_DIHAPUS": _("E-mail addresses among remarks, addresses or names were left out."),
    "WBP_MIRIP": _("Another row names an inmate who is written much the same. Confirm that they are two people."),
    "WBP_KEDUA": _("It names another inmate of the same family, who is added to it when the earlier row is saved."),
    "WBP_SAMA": _("Another family names the same inmate."),
    "REGISTER_NAMA_BEDA": _("Another inmate has this register number, so it was put into the remarks instead."),
    "KEC_DARI_DESA": _("The district was missing and was taken from the village."),
}


def codes_about(fields: Iterable[str]) -> frozenset[str]:
    """The codes that another value in one of these fields may settle or bring."""
    named = {"tgl_lahir" if name == "ttl" else "desa" if name == "alamat" else name for name in fields}
    return frozenset(code for names, codes in FIELDS_OF if named.intersection(names) for code in codes)


def fields_of(codes: Iterable[str]) -> list[str]:
    """The fields that settle these codes, each once, in the order of a register's columns."""
    codes = set(codes)
    return list(dict.fromkeys(name for names, about in FIELDS_OF if about & codes for name in names))


def explain(code: str, *, number_of: str = "") -> str:
    """The sentence of a code or warning, in the language of the moment; it names whose a register number is."""
    if code == "REGISTER_MILIK_LAIN" and number_of:
        words = gettext("The register number belongs to %(name)s. Correct the number or the name of the inmate.")
        return words % {"name": before_stop(number_of)}
    return str(CODES[code][1] if code in CODES else WARNINGS[code])
