"""Where there is one supplier, nobody is asked which."""

import pytest

from distributions.rounds.forms import ProgrammeForm, SourceForm
from tests.factories import CentreFactory, RoundFactory, SupplierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    SupplierFactory()  # of another centre
    return CentreFactory()


def chosen(centre) -> tuple[int | None, int | None]:
    round = RoundFactory(centre=centre, programme__supplier=None, supplier=None)
    return SourceForm(instance=round)["supplier"].value(), ProgrammeForm(centre=centre)["supplier"].value()


def test_the_only_supplier_is_chosen_already(centre):
    SupplierFactory(centre=centre, retired=True)
    only = SupplierFactory(centre=centre)
    assert chosen(centre) == (only.pk, only.pk)


def test_without_one_or_with_two_there_is_a_choice(centre):
    assert chosen(centre) == (None, None)
    SupplierFactory(centre=centre)
    SupplierFactory(centre=centre)
    assert chosen(centre) == (None, None)


def test_what_was_chosen_before_stays(centre):
    first, _second = SupplierFactory(centre=centre), SupplierFactory(centre=centre)
    assert SourceForm(instance=RoundFactory(centre=centre, supplier=first))["supplier"].value() == first.pk
