"""Numbers that no table holds, and figures that only look like digits, are refused or let be, never an error."""

import pytest
from django.urls import reverse

from tests.distributions.months import approved_month
from tests.factories import FamilyFactory, RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def month():
    return approved_month()


def test_a_year_that_only_looks_like_a_number_is_this_year(client, month):
    client.force_login(month.people.viewer)

    answers = [client.get(reverse("distributions:reports"), {"tahun": year}).status_code for year in ("²", "9" * 5000)]

    assert answers == [200, 200]


def test_a_part_of_a_package_that_no_store_holds_is_refused_by_its_field(client, month):
    client.force_login(month.people.officer)
    address = reverse("distributions:recipient_partial", args=[month.round.pk, month.recipients[0].pk])
    typed = {
        "key": "5f6c1c7e-6f0e-4a53-9f38-0d7f3a3b7c11",
        "received_by": "contact",
        "difference_reason": "diganti",
        f"item_{month.rice.pk}": "99999999999",
        f"item_{month.sugar.pk}": "1",
    }

    answer = client.post(address, typed)

    assert list(answer.context["form"].errors) == [f"item_{month.rice.pk}"]


def test_contents_that_no_store_holds_are_refused_by_their_fields(client, month):
    draft = RoundFactory(centre=month.centre)
    client.force_login(month.people.coordinator)
    typed = {f"quantity_{month.rice.pk}": "99999999999", f"price_{month.rice.pk}": "999999999999"}

    answer = client.post(reverse("distributions:round_contents", args=[draft.pk]), typed)

    assert sorted(answer.context["form"].errors) == [f"price_{month.rice.pk}", f"quantity_{month.rice.pk}"]


def test_ticked_families_and_rows_with_odd_keys_are_nobody(client, month):
    client.force_login(month.people.coordinator)
    family = FamilyFactory(centre=month.centre)
    ticked = {"families": ["9" * 5000, "²"], "basis": "SK", "decided_on": "2024-11-01"}
    household = {
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-member": "²",
        "ties-TOTAL_FORMS": "1",
        "ties-INITIAL_FORMS": "0",
        "ties-0-inmate": "9" * 5000,
    }

    answers = [
        client.post(reverse("families:determine"), ticked).status_code,
        client.post(reverse("families:change", args=[family.pk]), household).status_code,
    ]

    assert answers == [200, 200]


def test_a_publication_of_the_year_one_which_no_page_could_show_is_refused(client, month):
    client.force_login(month.people.humas)
    address = reverse("distributions:add_publication", args=[month.round.pk])

    answer = client.post(address, {"outlet": "Blora Pos", "published_at": "0001-01-01T00:00"})

    assert list(answer.context["form"].errors) == ["published_at"]


def test_a_round_is_not_moved_to_the_end_of_all_years(client, month):
    draft = RoundFactory(centre=month.centre)
    client.force_login(month.people.coordinator)

    answer = client.post(reverse("distributions:round_time", args=[draft.pk]), {"date": "9999-12-31", "time": "08:00"})

    assert list(answer.context["form"].errors) == ["date"]
