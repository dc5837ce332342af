"""Columns of which nothing is read: e-mail addresses, officials, and what a form or an export says of itself.

An export of a form or of another register has many such columns. Their cells would stand in the remarks of every
family, in clear, and be of no use to anybody: whose e-mail address it is, who typed the row and at which second.
They are known by their title or by what their cells look like, and named on the preview (``unread``).
"""

import re
from collections.abc import Callable, Mapping

from families.register_import.contents import EMAIL, LINK, MOMENT, ON_MAP, Look
from families.register_import.titles import Owner, Title

EMAIL_COLUMN, OFFICIAL, NOT_NEEDED, OFFENCE = "email", "official", "not_needed", "offence"

_EMAIL_TITLE = re.compile(r"\b(?:e ?mail|surel|gmail)\b")
_OFFICE = (
    r"(?:petugas|enumerator|surve[iy]or|pendata|pewawancara|verifikator|validator|operator|interviewer"
    r"|(?:data )?collector|pengisi|penginput|pengusul|case ?worker|ketua r[tw]|kader|babinsa|bhabinkamtibmas"
    r"|pendamping (?:pkh|sosial|desa)|pk bapas|pk|pembimbing kemasyarakatan)"
)
_CONTACT = r"(?:nama|nm|name|no|nomor|hp|wa|telp|telpon|telepon|kontak|jabatan|nip|tanda tangan|ttd|oleh)"
_OFFICIAL_TITLE = re.compile(
    rf"^(?:{_CONTACT} )*{_OFFICE}\b(?!.*\b(?:paket|sembako|bantuan)\b)"
    r"|\b(?:created|updated|submitted|entered|typed|collected|edited|modified) by\b|^assign(?:ee|ed to)\b"
    r"|^(?:di ?)(?:isi|input|data|usulkan|survei|survey|catat|verifikasi|entri) oleh\b"
    r"|^(?:(?:nama|hp|no hp|telp|kontak) )(?:lurah|kades|kepala (?:desa|dusun)|kadus|sekdes|carik)\b|\b(?:nip|nrp)\b"
)
_OF_THE_FORM = re.compile(
    r"^(?:time ?stamp|(?:cap|stempel) waktu|submission (?:time|date|id)"
    r"|(?:start|end|completion|last modified)(?: time)?|today|user ?name|device ?id|sim ?serial"
    r"|subscriber ?id|phonenumber|index|id|case (?:ref\w*|no|number)|(?:no|nomor) antrian|jam|time"
    r"|(?:waktu|tanggal|tgl|jam) (?:pengisian|input|entri|submit|kirim|pengiriman|update)"
    r"|(?:created|updated|submitted|modified)(?: at| on| date| time)?"
    r"|(?:id|kode) ?(?:dtks|dtsen|bdt|semesta|keluarga|art|rt|kk|respon\w*|form\w*|data|kpm|pm|peserta)|u?uid|guid"
    r"|(?:hh|household|response|record|respondent|beneficiary|case|submission|row|form) id"
    r"|sumber ?data|data ?source|sumber|versi(?: data)?"
    r"|status (?:data|padan\w*)|padan(?: dukcapil)?|(?:kd|kode) (?:prov\w*|kab\w*|kec\w*|kel\w*|desa|wil\w*|pos)"
    r"|(?:nm |nama )?prov(?:insi)?|province"
    r"|(?:no |nomor )?(?:rek|rekening)(?: \w+)?|npwp|nisn?"
    r"|(?:no|nomor) (?:peserta|kartu)? ?(?:pkh|kks|kis|bpjs|kip|atm)"
    r"|tanda tangan(?: \w+)?|ttd(?: \w+)?|paraf|signature|cap jempol|sidik jari"
    r"|(?:\w+ )*(?:di ?tahan|penahanan|di ?penjara) (?:di|sejak)"
    r"|gps|geolocation|koordinat\w*|latitude|longitude|lintang|bujur|altitude|accuracy)$"
    r"|\b(?:saya|dengan ini) (?:menyetujui|setuju|bersedia|menyatakan)\b|\b(?:informed )?consent\b|\bprivacy\b"
    r"|^(?:unggah|upload|link|tautan|url|attachments?)\b|^rekening\b|^(?:nama )?bank$"
)
_BLOCK = re.compile(r"^blok\b")
# In letters it says when a family was given something: ``Oktober 2024``.
_PERIOD = re.compile(r"^(?:periode|tahap|batch)(?: data)?$")
_LOOKS = {EMAIL: EMAIL_COLUMN, LINK: NOT_NEEDED, MOMENT: NOT_NEEDED, ON_MAP: NOT_NEEDED}


def columns_set_aside(titles: Mapping[int, Title], look: Callable[[int], Look]) -> dict[int, str]:
    """The columns that are not read, each with why."""
    found = {column: why for column, title in titles.items() if (why := _why(title, look(column)))}
    found |= {column: OFFENCE for column, title in titles.items() if _is_cell(title, titles.get(column - 1))}
    # Nobody's name is left where even the name was set aside: then the titles were misunderstood.
    left = {title.field for column, title in titles.items() if column not in found}
    return found if "nama" in left or not any(titles[column].field == "nama" for column in found) else {}


def _is_cell(title: Title, left: Title | None) -> bool:
    """Whether ``Blok`` says where an inmate is held: beside what is his. Elsewhere it is a part of an address."""
    his = left is not None and (left.owner is Owner.INMATE or left.field in ("wbp_register", "tgl_bebas"))
    return his and bool(_BLOCK.match(title.text)) and title.field is None


def is_set_aside(title: Title) -> bool:
    """The same of one title alone, as a line of a card has it."""
    return bool(_why(title, Look({}, household_status=False)))


def _why(title: Title, look: Look) -> str:
    best = look.best()
    if best in _LOOKS:
        return _LOOKS[best]
    if _EMAIL_TITLE.search(title.text):
        # ``E-mail / No. HP`` holds the number that is asked for.
        return "" if best == "hp" else EMAIL_COLUMN
    if best in ("nik", "no_kk") and title.owner is Owner.UNSAID and title.field in (None, best):
        return ""
    if _OFFICIAL_TITLE.search(title.text) and title.owner not in (Owner.FAMILY, Owner.INMATE):
        return OFFICIAL
    is_of_an_export = _OF_THE_FORM.search(title.text) or (_PERIOD.search(title.text) and not look.is_text)
    return NOT_NEEDED if is_of_an_export else ""
