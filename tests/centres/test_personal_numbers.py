"""No number of a person gets into a text that is stored in clear: refused when typed, left out of a file."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from centres.forms import TextField
from centres.personal_numbers import personal_number_in, without_day, without_numbers

BORN = datetime.date(2004, 3, 11)
NUMBERS = [
    "3316015103049491",
    "NIK 3316 0151 0304 9491",
    "331601-510304-9491",
    "33.16.01.510304.9491",
    "3316 01 51 03 04 9491",
    "3316/0151/0304/9491",
    "NIK3316015103049491",
    "'３３１６０１５１０３０４９４９１",
    "\u202a3316015103049491\u202c",
    "331601510304949",
    "081200001012",
    "HP081200001012",
    "0812-0000-1012",
    "+62 812 0000 1012",
    "6281200001012",
    "(0296) 531-2345",
    "Ibu RT 0812.0000.1012 malam",
    "3316\n0151\n0304\n9491",
    "3316 11 03 2004 9491",
    "lahir 11-03-2004",
    "ttl Blora, 11 Maret 2004",
    "Tgl. lahir: 110304 atau 11032004",
    "198001012005011001",
    "rek. BRI 123456789012345",
    "3_3_1_6_0_1_5_1_0_3_0_4_9_4_9_1",
    "3,3,1,6,0,1,5,1,0,3,0,4,9,4,9,1",
    "①②③④⑤⑥⑦⑧⑨⓪①②③④⑤⑥",
    "❸❸❶❻⓿❶❺❶⓿❸⓿❹❾❹❾❶",
    "٣٣١٦٠١٥١٠٣٠٤٩٤٩١",
    "3️⃣3️⃣1️⃣6️⃣0️⃣1️⃣5️⃣1️⃣0️⃣3️⃣0️⃣4️⃣9️⃣4️⃣9️⃣1️⃣",
    "3316 -- 0151 -- 0304 -- 9491",
    "33160151 ........ 03049491",
    "3316      0151\n\n\n\n0304 ____ 9491",
    "0812 --- 0000 --- 1012",
    "0812\u200b\u200b\u200b\u200b0000\u2060\u2060\u2060\u20601012",
    f"33160151{'-' * 500}03049491",
    "33160151 -6.9685, 111.4178 03049491",
    "lahir: 1979.01.07",
    "lahir 1979/01/07",
    "lahir 1979 01 07",
    "lahir 7januari1979",
    "lahir 7, Januari, 1979",
    "lahir 1979 Januari 7",
    "born January 7th, 1979",
    "lahir tanggal 7 bulan Januari tahun 1979",
    "lahir tgl 7 bulan 1 tahun 1979",
    "lahir 07_01_1979",
    "lahir 07–01–1979",
    "lahir 07:01:1979",
    "lahir ٧-١-١٩٧٩",
    "dilahirkan 7-1-1979",
    "t.t.l. Blora, 7-1-79",
    "tgl_lahir 07-01-1979",
    "ultah 7 Jan 1979",
    "07-01-1979 (tgl lahir)",
    "07/01/1979, lahir di Blora",
]
HARMLESS = [
    "",
    "RT 002 RW 005 No. 12",
    "dekat masjid, 3 rumah ke utara",
    "-6.9685, 111.4178",
    "-6.968523145, 111.417840211",
    "-6,9685; 111,4178 rumah cat biru",
    "SK W13.PAS.PAS32-PK.01.07.01-1234 Tahun 2024",
    "W.13.PAS.PAS.12-PK.08.05.01-1234",
    "470/123/2024",
    "dulu sdh dapat bln Juli 2023, 12-07-2023",
    "12-03-2004 15-03-2004",
    "2023-07-12 2024-07-12 2024-11-04",
    "Rp1.250.000.000",
    "12-07-2023 .......... 15-07-2023",
    "2021 ........ 3 paket, 2022 ........ 4 paket, 2023 ........ 2 paket",
    "RT 002 ------ RW 005 ------ No. 12",
    "08.00-10.00",
    "B.I 123/2024",
    "12345678",
    "lahir 2 anak, 2023 masih menerima",
    "anak lahir 2023",
    "bulan kelahiran; 12-07-2023 dapat bantuan",
    "terima 12-07-2023; lahir anak kedua",
    "Lahir di Jalan Melati 12 RT 01",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_a_person_is_refused_where_it_is_typed(text):
    assert personal_number_in(text)
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        TextField().clean(text)
    assert refused.value.messages[-1:] == [
        "Ini tampak seperti NIK, No. KK, nomor HP, atau tanggal lahir. Hapus dari sini: nomor seperti itu hanya ditulis"
        " di kolomnya sendiri, tempat ia disimpan terenkripsi."
    ]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_nobodys_number_is_taken(text):
    assert not personal_number_in(text)
    assert TextField(required=False).clean(text) == text


def test_a_field_for_a_number_takes_it():
    assert TextField(numbers=True).clean("0812-0000-1012") == "0812-0000-1012"


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_of_a_person_is_left_out_of_what_a_file_says(text):
    left = without_numbers(f"kontrak; {text}; janda", BORN)
    assert left.startswith("kontrak; ")
    assert left.endswith("; janda")
    assert not personal_number_in(left)
    assert sum(sign.isdigit() for sign in left) < 9


def test_a_day_that_is_left_out_makes_no_number_of_what_stood_around_it():
    assert without_numbers("33160151 (11 Maret 2004) 03049491", BORN) == "…"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_nobodys_number_stays_as_it_is(text):
    assert without_numbers(text, BORN) == text


SPELLINGS = (
    "11-03-2004", "11/03/2004", "11.03.2004", "11 03 2004", "11/3/2004", "11-3-04", "11/03/04", "2004-03-11",
    "2004/03/11", "11032004", "110304", "20040311", "11_03_2004", "11–03–2004", "11, 3, 2004",
    "2004.03.11", "11Maret2004", "11, Maret 2004", "11 Maret 2004", "11 Mar 2004", "11-Mar-04", "11 March 2004",
)  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_day_is_found_however_it_is_written(text):
    assert without_day(f"anak ke-2 ({text}), sekolah", BORN) == "anak ke-2 (…), sekolah"
    assert without_numbers(f"anak ke-2 {text}", BORN) == "anak ke-2 …"


@pytest.mark.parametrize("text", ["12-03-2004", "11-04-2004", "11-03-2005", "2004-11-03", "111032004", "11 Mei 2004"])
def test_another_day_stays(text):
    assert without_day(text, BORN) == text
    assert without_day(text, None) == text
