"""What each code of an import means, in a sentence that says what is wrong and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "WBP_SUDAH_BEBAS": ("review", _("The inmate was to be released before this date. Confirm that he is still held.")),
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
    "KOLOM_TIDAK_PASTI": (
        "review",
        _("The NIK or the date of birth may be the inmate's. Compare it with the recipient's KTP-el."),
    ),
    "DUP_PERSIS": ("duplicate", _("The row is the same as an earlier one.")),
    "DUP_NIK_FORMAT_BEDA": ("duplicate", _("The same person is in an earlier row, written differently.")),
    "DUP_KK": ("duplicate", _("An earlier row has the same family card. One family card receives one package.")),
    "DUP_NIK_NAMA_BEDA": ("review", _("An earlier row has the same NIK with another name. One of the two is wrong.")),
    "DUP_MIRIP": ("review", _("An earlier row is the same person, but for one digit of the NIK. One is wrong.")),
    "DUP_KK_TERPOTONG": (
        "review",
        _("An earlier row has the same family card, as far as digits are left. Confirm that both are households."),
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
# Doubts that a person may settle by saying that the row is right as it is; the others need another value.
ACCEPTABLE = frozenset(
    {
        "NIK_TGL_TIDAK_COCOK",
        "NIK_JK_TIDAK_COCOK",
        "NIK_WILAYAH_TIDAK_DIKENAL",
        "NIK_HURUF",
        "WBP_SUDAH_BEBAS",
        "DUP_MIRIP",
        "DUP_KK_TERPOTONG",
        "MIRIP_TERDAFTAR",
        "PENERIMA_MENINGGAL",
        "PENERIMA_PINDAH",
        "WBP_MENINGGAL",
        "WBP_PINDAH",
        "DESA_BEDA_JUDUL",
        "NAMA_SAMA_DENGAN_WBP",
        "WBP_DUA",
        "KOLOM_TIDAK_PASTI",
        OUTSIDE_REGENCY,
    }
)
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
    "WBP_MIRIP": _("Another row names an inmate who is written much the same. Confirm that they are two people."),
    "WBP_KEDUA": _("It names another inmate of the same family, who is added to it when the earlier row is saved."),
    "WBP_SAMA": _("Another family names the same inmate."),
    "REGISTER_NAMA_BEDA": _("Another inmate has this register number, so it was put into the remarks instead."),
    "KEC_DARI_DESA": _("The district was missing and was taken from the village."),
}


def explain(code: str) -> str:
    """The sentence of a code or warning, in the language of the moment."""
    return str(CODES[code][1] if code in CODES else WARNINGS[code])
