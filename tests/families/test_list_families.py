"""The list: filters, pages and size."""

import datetime
import gzip
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from families.search import KEY, Filters, Span, family_page, matching, span_of
from tests.factories import (
    GERSI,
    EligibleFamilyFactory,
    FamilyFactory,
    RecipientFactory,
    RoundFactory,
    region,
    surveyed,
)
from tests.families.pages import contact_of, signed_in

pytestmark = pytest.mark.django_db


def test_every_family_of_the_list_has_its_trail(centre):
    for _each in range(3):
        family = EligibleFamilyFactory(centre=centre, village=region(GERSI))
        RecipientFactory(round=RoundFactory(centre=centre), family=family)
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert answer.content.count(b'<span class="trail" role="img"') == 3


def test_a_full_list_page_is_small_on_the_wire(centre):
    for number in range(27):
        FamilyFactory(centre=centre, household__contact=f"Kartini {number}")
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert answer.content.count(b"<tr>") == 26
    assert len(gzip.compress(answer.content)) < 12_000


def test_the_list_pages_forth_and_back(centre):
    families = [FamilyFactory(centre=centre) for _each in range(30)]
    client, url = signed_in(centre), reverse("distributions:families")
    second = client.get(url, {"sesudah": f"1~~{families[24].pk}"})
    assert [row.pk for row in second.context["rows"]] == [family.pk for family in families[25:]]
    assert second.context["span"] == "26–30 dari 30"
    first = client.get(f"{url}?{second.context['previous']}")
    assert [row.pk for row in first.context["rows"]] == [family.pk for family in families[:25]]
    assert (first.context["previous"], bool(first.context["next"])) == ("", True)
    assert first.context["span"] == "1–25 dari 30"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9])
def test_the_eligible_come_first_and_those_waiting_longest_on_top_on_every_page_there_and_back(centre, size):
    others = [
        FamilyFactory(centre=centre),
        FamilyFactory(centre=centre, **received(2019)),
        FamilyFactory(centre=centre),
    ]
    eligible = [
        EligibleFamilyFactory(centre=centre, **received(2021)),
        EligibleFamilyFactory(centre=centre, **received(2020)),
        EligibleFamilyFactory(centre=centre),
        EligibleFamilyFactory(centre=centre),
    ]
    order = [eligible[n] for n in (2, 3, 1, 0)] + [others[n] for n in (0, 2, 1)]
    families = matching(centre, Filters(), today=datetime.date(2026, 11, 1))
    pages = [family_page(families, size=size)]
    while pages[-1].after:
        pages.append(family_page(families, size=size, after=KEY.read(pages[-1].after)))
    assert [row for page in pages for row in page.rows] == order
    for earlier, page in itertools.pairwise(pages):
        back = family_page(families, size=size, before=KEY.read(page.before))
        assert (back.rows, back.before) == (earlier.rows, earlier.before)
    spans = [span_of(families, page) for page in pages]
    assert [(span.first, span.last, span.total) for span in spans] == [
        (start + 1, min(start + size, 7), 7) for start in range(0, 7, size)
    ]


def received(year: int) -> dict[str, str]:
    return {"aid_before_on": f"{year}-01-01", "aid_before_note": "BLT"}


@pytest.mark.parametrize(("there", "total"), [(3, 3), (4, None)])
def test_of_a_long_list_no_more_is_counted_than_is_said(centre, there, total):
    for _each in range(there):
        FamilyFactory(centre=centre)
    families = matching(centre, Filters(), today=datetime.date(2026, 11, 1))
    page = family_page(families, size=2)
    assert span_of(families, page, counted=3) == Span(1, 2, total)
    second = family_page(families, size=2, after=KEY.read(page.after))
    assert span_of(families, second, counted=3).total == total


def test_a_page_that_holds_all_counts_nothing(centre, django_assert_num_queries):
    FamilyFactory(centre=centre)
    families = matching(centre, Filters(), today=datetime.date(2026, 11, 1))
    page = family_page(families)
    with django_assert_num_queries(0):
        assert span_of(families, page) == Span(1, 1, 1)


def test_twelve_empty_boxes_are_not_drawn(centre):
    FamilyFactory(centre=centre)
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert b'aria-label="Dalam dua belas bulan' not in answer.content
    assert answer.context["rows"][0].trail == []


def test_the_list_is_filtered_by_what_stands_in_the_address(centre):
    here = EligibleFamilyFactory(centre=centre)
    there = FamilyFactory(centre=centre, village=region(GERSI), aid_before_on="2020-01-01", aid_before_note="BLT")
    client, url = signed_in(centre), reverse("distributions:families")
    for query, expected in (
        ({"desa": there.village_id}, [there]),
        ({"desa": "desa gersi"}, [there]),
        ({"desa": " "}, [here, there]),
        ({"kelayakan": "eligible"}, [here]),
        ({"kelayakan": "unsurveyed"}, [here]),
        ({"kelayakan": "reassess"}, []),
        ({"terima": "never"}, [here]),
        ({"terima": "12"}, [here, there]),
        ({"q": "gersi"}, [there]),
        ({"q": contact_of(here).nik.reveal()}, [here, there]),
        ({"desa": "nonsense"}, []),
        ({"kelayakan": "nonsense", "sesudah": "~~"}, [here, there]),
    ):
        assert client.get(url, query).context["rows"] == expected, query


def test_who_is_to_be_assessed_again_is_listed_and_called_so(centre):
    old, new = EligibleFamilyFactory(centre=centre), EligibleFamilyFactory(centre=centre)
    today = centre.local_date(timezone.now())
    for family, days in ((old, 400), (new, 300)):
        surveyed(family, today - datetime.timedelta(days=days))
    client, url = signed_in(centre), reverse("distributions:families")
    assert client.get(url, {"kelayakan": "reassess"}).context["rows"] == [old]
    labels = [row.standing.label for row in client.get(url).context["rows"]]
    assert labels == ["Layak, perlu dinilai ulang", "Layak"]
    assert "Layak, perlu dinilai ulang" in client.get(reverse("distributions:family", args=[old.pk])).content.decode()


def test_a_village_that_is_not_known_is_said_by_its_field_and_never_all_families(centre):
    FamilyFactory(centre=centre, village=region(GERSI))
    client = signed_in(centre)
    for answer in (
        client.get(reverse("distributions:families"), {"desa": "Panolan"}),
        client.post(reverse("distributions:find_family"), {"desa": "Panolan"}),
    ):
        assert answer.context["rows"] == []
        assert answer.context["form"].errors == {
            "desa": ["Tidak ada keluarga terdaftar di desa/kelurahan dengan nama ini."]
        }
        assert 'value="Panolan"' in answer.content.decode()
    found = client.post(reverse("distributions:find_family"), {"desa": "gersi", "terima": "never"})
    assert found.url == f"{reverse('distributions:families')}?desa=Gersi%2C+Jepon&terima=never"


def test_the_filter_offers_villages_as_one_types(centre):
    FamilyFactory(centre=centre, village=region(GERSI))
    assert signed_in(centre).get("/wilayah/keluarga/", {"q": "ger"}).json() == {"choices": ["Gersi, Jepon"]}
