"""The regency or city that somebody types, among all of the country."""

import csv
import lzma

import pytest

from centres.models import Region
from centres.places import find_regency, regency_label, suggest_regencies
from centres.regions import REGIONS_FILE, region_id
from config.errors import Refused
from tests.factories import region


@pytest.fixture(scope="module")
def country():
    """The regencies of the shipped file; the tests' database holds Blora alone."""
    rows = dict(csv.reader(lzma.decompress(REGIONS_FILE.read_bytes()).decode().splitlines()))
    return [
        Region(pk=region_id(code), code=code, level=Region.Level.REGENCY, name=name, parent=Region(name=rows[code[:2]]))
        for code, name in rows.items()
        if len(code) == 5
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("blora", "Kabupaten Blora"),
        ("  BLORA ", "Kabupaten Blora"),
        ("Kab. Blora", "Kabupaten Blora"),
        ("kab.blora", "Kabupaten Blora"),
        ("Kabupaten Blora, Jawa Tengah", "Kabupaten Blora"),
        ("blora jawa tengah", "Kabupaten Blora"),
        ("33.16", "Kabupaten Blora"),
        ("kota bogor", "Kota Bogor"),
        ("Kab Bogor", "Kabupaten Bogor"),
        ("kota  Jakarta pusat", "Kota Administrasi Jakarta Pusat"),
        ("Kota Adm. Jakarta Pusat", "Kota Administrasi Jakarta Pusat"),
        ("tanjungpinang", "Kota Tanjung Pinang"),
        ("kota baru", "Kabupaten Kotabaru"),
        ("tolitoli", "Kabupaten Toli-Toli"),
    ],
)
def test_a_name_that_only_one_has_is_taken_however_it_is_written(country, typed, name):
    assert find_regency(typed, country).name == name


def test_every_label_and_every_code_leads_back_to_its_own_regency(country):
    assert len({regency_label(regency) for regency in country}) == len(country) == 514
    for regency in country[::25]:
        assert find_regency(regency_label(regency), country) is regency
        assert find_regency(regency.code, country) is regency


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Bogor", "Mana yang dimaksud: Kabupaten Bogor, Jawa Barat; Kota Bogor, Jawa Barat?"),
        ("Blora, Jawa Barat", "Mana yang dimaksud: Kabupaten Blora, Jawa Tengah?"),
        ("Belora", "Mana yang dimaksud: Kabupaten Blora, Jawa Tengah"),
        ("Kota Blora", "Mana yang dimaksud: Kabupaten Blora, Jawa Tengah"),
        ("Kabupaten", "Tidak ada kabupaten atau kota dengan nama ini."),
        (" , ", "Tidak ada kabupaten atau kota dengan nama ini."),
        ("Xyzzy", "Tidak ada kabupaten atau kota dengan nama ini."),
    ],
)
def test_what_names_none_or_several_is_refused_with_what_may_be_meant(country, typed, said):
    with pytest.raises(Refused) as refused:
        find_regency(typed, country)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("blo", ["Kabupaten Blora, Jawa Tengah"]),
        ("bogor", ["Kabupaten Bogor, Jawa Barat", "Kota Bogor, Jawa Barat"]),
        ("kab. bog", ["Kabupaten Bogor, Jawa Barat"]),
        ("tanjungpi", ["Kota Tanjung Pinang, Kepulauan Riau"]),
        ("pinang", ["Kota Pangkal Pinang, Kepulauan Bangka Belitung", "Kota Tanjung Pinang, Kepulauan Riau"]),
        ("", []),
        (",", []),
    ],
)
def test_beginnings_of_words_are_offered_those_at_the_front_first(country, typed, first):
    assert suggest_regencies(typed, country)[: len(first) or 1] == first


def test_no_more_is_offered_than_one_looks_through(country):
    assert len(suggest_regencies("kabupaten", country)) == 20


@pytest.mark.django_db
def test_the_field_of_the_set_up_asks_before_anybody_signs_in(client):
    assert client.get("/wilayah/kabupaten/", {"q": "blo"}).json() == {"choices": ["Kabupaten Blora, Jawa Tengah"]}
    assert client.get("/wilayah/kabupaten/").json() == {"choices": []}
    assert regency_label(region("33.16")) == "Kabupaten Blora, Jawa Tengah"
