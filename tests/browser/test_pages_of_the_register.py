"""The pages of imports, lists of inmates and an erasure, looked at by axe: both sizes, both themes, 320 pixels wide."""

import datetime
from itertools import cycle

import pytest
from django.urls import reverse

from config.form_key import FORM_KEY
from families.inmate_lists.keeping import compare_list
from families.models import Inmate, RegisterImport
from families.register_import.importing import confirm_import, stage_import
from tests.browser.axe import BY_TURNS, SOURCE, flaws
from tests.client import Client
from tests.distributions.blora import NOW, november
from tests.distributions.inmate_lists import NAMES, named_people
from tests.factories import FamilyInmateFactory, InmateFactory
from tests.families.blora import DATA, table, write_xlsx

# As long ago as the page keeps what it shows.
LISTED = datetime.date(2024, 11, 1)


@pytest.fixture
def people(live, tmp_path):
    """A centre with a round, and inmates who have names."""
    people = named_people()
    november(people)
    people.folder = tmp_path
    return people


def staged(people, path, **more) -> RegisterImport:
    return stage_import(path, file_name="r.xlsx", centre=people.centre, by=people.operator, now=NOW, **more)


def listed(people, *rows):
    path = write_xlsx(people.folder / "daftar.xlsx", [list(row) for row in rows])
    return compare_list(path, centre=people.centre, listed_on=LISTED, by=people.operator, now=NOW)


def many_are_missing(people) -> None:
    for number in range(60):
        inmate = InmateFactory(centre=people.centre, name=f"Hilang {number:03}", register_number="")
        FamilyInmateFactory(centre=people.centre, family=people.families[0], inmate=inmate)


def addresses(people) -> dict[str, str]:
    """Where each page is, by the name of its picture."""
    sample = staged(people, DATA / "keluarga_wbp_oktober_2024_40.xlsx")
    strange = [["A1", "Ybs", "Angka", "Tmpt"], [1, "Sri Astuti", "3316015103049491", "Gagakan"]]
    asks = staged(people, write_xlsx(people.folder / "r.xlsx", strange))
    held = [["No", "Nama Kepala Keluarga", "NIK", "Nama Istri", "NIK Istri", "Nama WBP", "Desa"]]
    held += [
        [n, name, f"331601120380000{n}", f"Istri {name}", f"331601510380000{n}", name, "Gagakan"]
        for n, name in enumerate(("Suroso", "Kusno"), start=1)
    ]
    his = staged(people, write_xlsx(people.folder / "h.xlsx", held))
    half = staged(people, write_xlsx(people.folder / "p.xlsx", table({}, {"NIK": "3316015103049481"})), at_once=0)
    told = [{"Ket.": "dulu sdh dapat bln Juli, lansia"}, {"NIK": "3316012301969567", "No. KK": "", "Ket.": "kontrak"}]
    saved = staged(people, write_xlsx(people.folder / "k.xlsx", table(*told)))
    confirm_import(saved, by=people.operator, now=NOW)
    many_are_missing(people)
    rows = [[n, name, f"B.III {n}/2023"] for n, name in enumerate(NAMES[:2], start=1)]
    found = listed(people, ["No", "Nama", "No. Register"], *rows, [3, "SLAMET RIYADI", "B.I 9/2020"])
    unread = listed(people, ["No", "Ybs"], [1, "WIBOWO TEGUH"], [2, "SALIM AGUS"])
    preview = sample.get_absolute_url()
    after = found.findings.missing().order_by("pk")[49].pk
    return {
        "impor": reverse("families:import"),
        "impor-pratinjau": preview,
        "impor-kolom": reverse("families:import_columns", args=[asks.pk]),
        "impor-wbp-sendiri": his.get_absolute_url(),
        "impor-wbp-sendiri-semua": f"{his.get_absolute_url()}masalah/penerima-wbp/",
        "impor-desa": f"{preview}masalah/desa/",
        "impor-nik": f"{preview}masalah/nik/",
        "impor-baris": reverse("families:import_repair", args=[sample.pk, sample.rows.order_by("id")[0].pk]),
        "impor-bertahap": reverse("families:import_read", args=[half.pk]),
        "impor-hasil": saved.get_absolute_url(),
        "impor-keterangan": reverse("families:import_remarks", args=[saved.pk]),
        "daftar-wbp": reverse("families:inmate_lists"),
        "daftar-wbp-hasil": found.get_absolute_url(),
        "daftar-wbp-lanjut": f"{found.get_absolute_url()}?sesudah={after}",
        "daftar-wbp-kolom": reverse("families:inmate_list_columns", args=[found.pk]),
        "daftar-wbp-belum": unread.get_absolute_url(),
        "daftar-wbp-belum-kolom": reverse("families:inmate_list_columns", args=[unread.pk]),
        "hapus": reverse("distributions:family_erase", args=[saved.rows.filter(status="saved").get().family_id]),
        "tidak-ada": "/keluarga/999999/",
    }


@pytest.mark.parametrize("language", ["id", pytest.param("en", marks=pytest.mark.long)])
def test_the_pages_of_the_register_are_accessible(people, open_page, live, screenshot, language):
    where, turns, found = addresses(people), cycle(BY_TURNS), []
    page = open_page(refusals=404)
    page.add_init_script(SOURCE)

    def look(name) -> None:
        assert page.locator("html").get_attribute("lang") == language
        screenshot(page, f"{language} {name}")
        found.extend(f"{name} {flaw}" for flaw in flaws(page, next(turns)))

    for name, path in where.items():
        # Only the head erases a family.
        who = people.head if name == "hapus" else people.coordinator
        cookies = {"peduli_session": session_of(who), "peduli_language": language}
        page.context.add_cookies([{"name": key, "value": value, "url": live} for key, value in cookies.items()])
        # A file that is half read stays so.
        page.route(
            "**/baca/", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_()
        )
        answer = page.goto(path)
        assert (name, answer.status, page.url) == (name, 404 if name == "tidak-ada" else 200, f"{live}{path}")
        look(name)
    # The same form once more with something else in it.
    key = ""
    for written in ("Budi Santoso", "Budi Raharjo"):
        page.goto("/wbp/tambah/")
        field = page.locator(f"main input[name={FORM_KEY}]")
        key = key or field.input_value()
        field.evaluate("(field, key) => { field.value = key }", key)
        page.get_by_role("textbox").and_(page.locator("main input")).first.fill(written)
        page.locator("main form .btn.big").click()
        page.wait_for_load_state()
    assert Inmate.objects.filter(name__startswith="Budi").count() == 1
    look("dikirim-dua-kali")
    assert found == [], "\n".join(found)


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["peduli_session"].value
