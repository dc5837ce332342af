"""The styleguide's own address, for the tests only: every part of the design system on one page."""

import datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from centres.forms import DateField, QuantityField, RupiahField
from config.urls import urlpatterns as pages
from tests.browser import HERE

MONTHS = [(datetime.date(2025 + (11 + i) // 12, (11 + i) % 12 + 1, 1), "") for i in range(12)]
MONTHS[1] = (MONTHS[1][0], "done")
MONTHS[7] = (MONTHS[7][0], "missed")
MONTHS[11] = (MONTHS[11][0], "planned")


class PartsForm(forms.Form):
    name = forms.CharField(label="Nama lengkap")
    day = DateField(label="Tanggal", help_text="Hari penyaluran")
    price = RupiahField(label="Harga")
    amount = QuantityField(label="Jumlah", required=False)
    village = forms.ChoiceField(label="Desa", choices=[("a", "Nginggil")])
    by = forms.ChoiceField(
        label="Diterima oleh",
        choices=[("a", "Penerima sendiri"), ("b", "Anggota lain"), ("c", "Wakil")],
        widget=forms.RadioSelect(attrs={"class": "side"}),
    )
    consent = forms.BooleanField(label="Izin memuat foto")
    notes = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Foto", required=False)


@login_not_required
def parts(request: HttpRequest) -> HttpResponse:
    """Every part, with a form that was refused, or the answer "sent" to a second form."""
    if request.method == "POST":
        request.session["sent"] = request.session.get("sent", 0) + 1
        return HttpResponse(f'<link rel="icon" href="data:,">{request.session["sent"]}')
    families = [
        {"name": "Bambang Prasetyo", "state": "eligible", "word": "Layak", "last": datetime.date(2025, 12, 19)},
        {"name": "Darsih Handayani", "state": "info", "word": "Layak, belum disurvei", "last": None},
        {"name": "Ngadimin Riyadi", "state": "rejected", "word": "Tidak layak", "last": datetime.date(2025, 3, 21)},
    ] * 4
    template = engines["django"].from_string((HERE / "styleguide.html").read_text())
    context = {
        "families": [{**family, "months": MONTHS} for family in families],
        "form": PartsForm({"name": "", "amount": "1.000", "price": "Rp12a"}),
        "money": 1_250_000,
    }
    return HttpResponse(template.render(context, request))


urlpatterns = [path("bagian/", parts), *pages]
