"""Numbers that no table holds, and figures that only look like digits, are refused or let be, never an error."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from aid.ledger import ReceivedLine, adjust, give_back, issue, receive, write_off
from aid.models import Issue, Lot
from aid.packages import new_version
from centres.forms import CountField, QuantityField, RupiahField
from centres.settings_forms import CentreForm
from config.errors import Refused
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import HandoverReport
from distributions.rounds.closing import settle
from distributions.rounds.forms import ProgrammeForm, SourceForm
from distributions.rounds.goods import issue_for_round
from distributions.rounds.planning import change_contents
from families.forms import AssessmentForm
from families.household_form import HouseholdForm
from families.register_import.cells import read_count
from families.register_import.file_reader import cell
from tests.distributions.months import NOW, TODAY, approved_month, from_canteen
from tests.factories import FamilyFactory, ProgrammeFactory, RoundFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
NO_NUMBERS = [
    "NaN",
    "nan",
    "sNaN",
    "Infinity",
    "-Infinity",
    "inf",
    "1e999",
    "1e3",
    "-0",
    "-0,0",
    "-1",
    "1_000",
    "²",
    "٣",
]


@stands
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
        "when": str(timezone.localdate()),
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


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 19, "²", "٣"])
def test_what_no_row_has_as_its_key_is_no_row_wherever_it_is_sent(client, month, key):
    draft, family = RoundFactory(centre=month.centre), month.recipients[0].family
    client.force_login(month.people.coordinator)
    line = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-item": key, "lines-0-quantity": "1"}

    answers = [
        client.get(reverse("families:add"), {"wbp": key}),
        client.post(reverse("aid:new_package"), {"name": "Paket", "more": "1", "lines-TOTAL_FORMS": key}),
        client.post(reverse("aid:new_package"), {"name": "Paket", **line}),
        client.post(reverse("aid:new_receipt"), line),
        client.post(reverse("distributions:round_stops", args=[draft.pk]), {"up": key}),
        client.post(reverse("distributions:family_reveal", args=[family.pk]), {"which": f"nik-{key}"}),
        client.post(reverse("distributions:find_family"), {"cari": key}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 404, 302]


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


@pytest.mark.parametrize("typed", NO_NUMBERS)
@pytest.mark.parametrize("field", [QuantityField(), RupiahField(), CountField(), CountField(min_value=0, max_value=40)])
def test_what_counts_nothing_is_refused_in_a_sentence(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "-0"])
def test_a_quantity_that_code_hands_over_is_a_number_too(number):
    with pytest.raises(ValidationError):
        QuantityField().clean(Decimal(number))


@pytest.mark.parametrize("form", [AssessmentForm, HouseholdForm, SourceForm, ProgrammeForm, CentreForm])
def test_every_form_counts_by_the_same_field(form, month):
    made = {
        SourceForm: lambda: form(instance=month.round),
        ProgrammeForm: lambda: form(centre=month.centre),
        HouseholdForm: lambda: form(centre=month.centre),
    }.get(form, form)()
    counts = {type(field) for field in made.fields.values() if isinstance(field, forms.IntegerField)}

    assert counts == {CountField}


def test_no_page_of_a_programme_takes_a_number_that_is_none(client, month):
    programme = ProgrammeFactory(centre=month.centre)
    client.force_login(month.people.coordinator)
    address = reverse("distributions:programme", args=[programme.pk])

    answer = client.post(address, {"packages_per_round": "NaN", "every_months": "-0", "family_rest_months": "1e999"})

    assert {"packages_per_round", "every_months", "family_rest_months"} <= set(answer.context["form"].errors)


class TestOperations:
    """Whoever calls them: a phone without a signal, a command, the next page."""

    ODD = [Decimal(number) for number in ("NaN", "sNaN", "Infinity", "1e999", "-0")]

    @pytest.fixture(params=ODD, ids=str)
    def odd(self, request):
        return request.param

    @pytest.fixture
    def issued(self, month):
        from_canteen(month)
        return month

    def refused(self, act):
        with pytest.raises(Refused) as refused:
            act()
        assert str(refused.value).endswith(".")
        return refused.value.field

    def test_a_submission(self, month, odd):
        said = Submission(
            key=uuid4(),
            kind=Kind.DELIVERED,
            channel="phone",
            recorded_at=NOW,
            recipient_id=month.recipients[0].pk,
            quantities={month.rice.pk: odd, month.sugar.pk: Decimal(1)},
            difference_reason="diganti",
        )

        field = self.refused(lambda: submit(month.round, said, by=month.people.officer, now=NOW))

        assert field == f"item_{month.rice.pk}"
        assert not HandoverReport.objects.exists()

    def test_goods_of_the_round(self, issued, odd):
        who = {"by": issued.people.storekeeper, "now": NOW}
        wanted = {issued.rice.pk: odd}
        lot, document = Lot.objects.filter(item=issued.rice).first(), Issue.objects.get()

        for act in (
            lambda: issue_for_round(issued.round, issued_on=TODAY, wanted=wanted, **who),
            lambda: issue(centre=issued.centre, issued_on=TODAY, wanted=wanted, **who),
            lambda: settle(issued.round, item=issued.rice, quantity=odd, outcome="stock", **who),
            lambda: give_back([document], item=issued.rice, quantity=odd, outcome="stock", happened_on=TODAY, **who),
            lambda: adjust(lot, counted=odd, reason="hitung", **who),
            lambda: write_off(lot, quantity=odd, kind="loss", reason="rusak", **who),
            lambda: receive(
                centre=issued.centre,
                supplier=issued.canteen,
                received_on=TODAY,
                terms="gift",
                lines=[ReceivedLine(issued.rice, odd)],
                **who,
            ),
            lambda: new_version(issued.round.programme.package, starts_on=TODAY, lines=wanted, now=NOW),
        ):
            self.refused(act)

    def test_the_contents_of_a_round(self, month, odd):
        draft = RoundFactory(centre=month.centre)

        field = self.refused(lambda: change_contents(draft, {month.rice: (odd, 1)}))

        assert field == f"quantity_{month.rice.pk}"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), "NaN", "1e999", "-0", "1e9"])
def test_a_register_counts_nobody_by_what_is_no_number(value):
    assert read_count(cell(value))[0] is None
    assert read_count(value)[0] is None
