"""Fields that read what Indonesian officers type, and forms that say what is wrong by the field."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from centres.forms import (
    DateField,
    DateInput,
    DateTimeField,
    DateTimeInput,
    QuantityField,
    QuantityInput,
    RupiahField,
    TimeField,
    TimeInput,
)


@pytest.mark.parametrize("typed", ["1250000", "1.250.000", "Rp1.250.000", "rp 1.250.000", "Rp. 1.250.000,00"])
def test_rupiah_are_read_however_they_are_typed(typed):
    assert RupiahField().clean(typed) == 1_250_000


@pytest.mark.parametrize("typed", ["1,25 juta", "1.25.000", "-5000", "1250000.5", "1.2500"])
def test_rupiah_that_are_not_certain_are_refused(typed):
    with pytest.raises(ValidationError):
        RupiahField().clean(typed)


@pytest.mark.parametrize(("typed", "amount"), [("10", "10"), ("2,5", "2.5"), ("2.5", "2.5"), ("0,125", "0.125")])
def test_quantities_take_a_comma_or_a_point(typed, amount):
    assert QuantityField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1.000", "12.500", "1,2345", "sepuluh", "-1"])
def test_quantities_that_can_be_read_in_two_ways_are_refused(typed):
    with pytest.raises(ValidationError):
        QuantityField().clean(typed)


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [("id", "2.500", "2,5"), ("en", "2.500", "2.5"), ("en", "10.000", "10"), ("id", "1.125", "1,125")],
)
def test_quantities_are_shown_as_the_language_writes_them(language, amount, shown):
    with translation.override(language):
        assert QuantityInput().format_value(Decimal(amount)) == shown


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("amount", ["2.5", "1.125", "1250", "0.125"])
def test_quantities_that_a_form_shows_are_read_back_as_they_were(language, amount):
    with translation.override(language):
        assert QuantityField().clean(QuantityInput().format_value(Decimal(amount))) == Decimal(amount)


def test_a_quantity_that_can_be_read_in_two_ways_says_how_to_write_either():
    for language, words in (
        ("id", "12.500 dapat dibaca dengan dua arti. Tulis 12500 atau 12,5."),
        ("en", "12.500 can be read in two ways. Write 12500 or 12.5."),
    ):
        with translation.override(language):
            with pytest.raises(ValidationError) as refused:
                QuantityField().clean("12.500")
            assert refused.value.messages == [words]


@pytest.mark.parametrize("typed", ["2026-11-20", "20/11/2026", "20-11-2026", "20.11.2026"])
def test_dates_are_read_from_the_calendar_or_as_typed(typed):
    assert DateField().clean(typed) == datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "5/1/2027",
        "05-01-2027",
        "5.1.2027",
        "5 Jan 2027",
        "5 Januari 2027",
        "5 January 2027",
        "05012027",
        " 5 / 1 / 2027 ",
    ],
)
def test_the_day_comes_before_the_month_however_it_is_typed(typed):
    assert DateField().clean(typed) == datetime.date(2027, 1, 5)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("17 Agt 2026", (2026, 8, 17)), ("1 Nopember 2026", (2026, 11, 1)), ("30 Okt 2026", (2026, 10, 30))],
)
def test_months_are_known_by_the_names_that_offices_write(typed, day):
    assert DateField().clean(typed) == datetime.date(*day)


@pytest.mark.parametrize("typed", ["5/1/27", "05-01-27", "5 Jan 27"])
def test_a_year_of_two_digits_is_asked_for_in_full(typed):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        DateField().clean(typed)
    assert refused.value.messages == ["Tulis tahunnya dengan empat angka, misalnya 20/11/2026."]


@pytest.mark.parametrize(
    "typed", ["31/2/2026", "13/13/27", "1/20/2026", "20261120", "5 Foo 2027", "besok", "2026-13-01", "5/1", "1/1/202"]
)
def test_what_is_no_day_is_refused(typed):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        DateField().clean(typed)
    assert refused.value.messages == ["Isi tanggal yang ada, misalnya 20/11/2026."]


@pytest.mark.parametrize("value", [datetime.date(2027, 1, 5), "2027-01-05"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_day_is_shown_the_same_in_every_language_and_read_back(language, value):
    with translation.override(language):
        assert DateInput().format_value(value) == "05/01/2027"
        assert DateField().clean("05/01/2027") == datetime.date(2027, 1, 5)


@pytest.mark.parametrize("typed", ["31/2/2026", "besok", "2026-02-31"])
def test_what_was_typed_instead_of_a_day_stays_as_it_was(typed):
    assert DateInput().format_value(typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["20/11/2026 09.30", "20-11-2026 9:30", "20 Nov 2026, pukul 09.30", "2026-11-20T09:30", "2026-11-20 09:30:00"],
)
def test_a_moment_is_a_day_and_a_time_at_the_centre(typed):
    moment = DateTimeField().clean(typed)
    assert f"{timezone.localtime(moment):%d/%m/%Y %H.%M}" == "20/11/2026 09.30"
    assert DateTimeInput().format_value(timezone.localtime(moment)) == "20/11/2026 09.30"


@pytest.mark.parametrize("typed", ["kemarin sore", "20/11/2026 25.00", "31/2/2026 09.30"])
def test_what_is_no_moment_is_refused(typed):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        DateTimeField().clean(typed)
    assert refused.value.messages == ["Isi tanggal dan jam, misalnya 20/11/2026 09.30."]


@pytest.mark.parametrize("typed", ["0001-01-01", "31/12/1899", "2101-01-01", "31/12/9999"])
def test_a_mistyped_year_is_refused(typed):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        DateField().clean(typed)
    assert refused.value.messages == ["Isi tahun antara 1900 dan 2100."]


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("08:00", (8, 0)),
        ("08.00", (8, 0)),
        (" 8.05 ", (8, 5)),
        ("0805", (8, 5)),
        ("805", (8, 5)),
        ("8", (8, 0)),
        ("00.00", (0, 0)),
        ("23.59", (23, 59)),
        ("09:30:00", (9, 30)),
    ],
)
def test_times_take_a_point_a_colon_or_digits_alone(typed, time):
    assert TimeField().clean(typed) == datetime.time(*time)


@pytest.mark.parametrize("typed", ["24.00", "8.60", "8.5", "pagi", "08.00 PM", "-8", "123456"])
def test_what_is_no_time_of_the_day_is_refused(typed):
    with translation.override("id"), pytest.raises(ValidationError) as refused:
        TimeField().clean(typed)
    assert refused.value.messages == ["Isi jam dari 00.00 sampai 23.59, misalnya 08.00."]


def test_a_time_is_written_as_here_and_no_browser_writes_it_otherwise():
    field = TimeInput().render("time", datetime.time(13, 5))
    assert 'value="13.05"' in field
    assert 'type="text"' in field
    assert TimeInput().format_value("sore") == "sore"


class StoryForm(forms.Form):
    name = forms.CharField(label="Nama")
    price = RupiahField(label="Harga")
    by = forms.ChoiceField(label="Diterima oleh", choices=[("a", "Sendiri"), ("b", "Wakil")], widget=forms.RadioSelect)


def test_a_refused_form_keeps_what_was_typed_and_leads_to_each_field():
    html = str(StoryForm({"name": "", "price": "sejuta", "by": "c"}))
    assert '<a href="#id_name">Nama: Wajib diisi.</a>' in html
    assert '<a href="#id_by_0">' in html
    assert 'value="sejuta"' in html
    assert html.count('aria-invalid="true"') == 4
    assert 'id="id_price_error"' in html


def test_a_question_stands_before_its_error_without_a_colon():
    class Question(forms.Form):
        why = forms.CharField(label="Mengapa diubah?")

    assert '<a href="#id_why">Mengapa diubah? Wajib diisi.</a>' in str(Question({}))


class WithPhoto(forms.Form):
    title = forms.CharField(label="Judul")
    photo = forms.FileField(label="Foto", required=False)


@pytest.mark.parametrize(("title", "again"), [("", True), ("Bakti sosial", False)])
def test_a_refused_form_asks_once_more_for_the_file_that_is_lost(title, again):
    form = WithPhoto({"title": title}, {"photo": SimpleUploadedFile("foto.jpg", b"x")})
    assert ('<a href="#id_photo">Foto: Pilih berkasnya sekali lagi.</a>' in str(form)) is again


def test_a_form_that_was_not_sent_yet_has_no_error_summary():
    assert 'role="alert"' not in str(StoryForm())


def test_an_amount_that_is_edited_stands_as_it_is_read():
    assert 'value="312.500"' in str(StoryForm(initial={"price": Decimal("312500")})["price"])
