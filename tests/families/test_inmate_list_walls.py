"""What the database refuses about lists of inmates, and about who was not in one."""

import datetime

import pytest

from centres.encryption import seal
from families.models import Inmate, InmateFinding
from tests.factories import CentreFactory, InmateFactory, InmateListFactory, UserFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 11, 4, 3, tzinfo=datetime.UTC)
FIRST = datetime.date(2024, 11, 1)
DAY = datetime.timedelta(days=1)


@stands
def finding() -> InmateFinding:
    found = InmateListFactory()
    inmate = InmateFactory(centre=found.centre)
    return InmateFinding.objects.create(
        centre=found.centre, inmate_list=found, inmate=inmate, verdict="unsure", why="several"
    )


def test_an_inmate_is_missing_in_a_list_while_held():
    inmate = InmateFactory(status=Inmate.Status.RELEASED, status_on=FIRST)

    changing_is_refused("inmate_unlisted_while_held", inmate, unlisted_on=FIRST)


def test_an_inmate_is_missing_after_the_day_on_which_he_was_there():
    changing_is_refused("inmate_unlisted_after_held", InmateFactory(held_on=FIRST), unlisted_on=FIRST)
    Inmate.objects.create(centre=CentreFactory(), name="Teguh", held_on=FIRST, unlisted_on=FIRST + DAY)


def test_a_file_of_a_day_is_there_once(finding):
    found = finding.inmate_list

    adding_is_refused("inmate_list_once", copied(found))
    InmateListFactory(centre=found.centre, listed_on=FIRST + DAY)


def test_a_list_names_its_day_and_file_for_good(finding):
    stays = "families_inmatelist_stays_where_it_is"

    changing_is_refused(stays, finding.inmate_list, listed_on=FIRST + DAY)
    changing_is_refused(stays, finding.inmate_list, centre=CentreFactory())


def test_a_list_has_its_digest(finding):
    adding_is_refused("inmate_list_has_a_digest", copied(finding.inmate_list, digest=b"1" * 31))


def test_who_told_the_families_did_so_at_a_time(finding):
    changing_is_refused("inmate_list_raised_at_a_time", finding.inmate_list, raised_at=None, raised_by=UserFactory())


def test_no_more_are_unknown_than_are_named(finding):
    changing_is_refused("inmate_list_counts_no_more_than_it_names", finding.inmate_list, unknown=4)


def test_an_inmate_is_found_once_in_a_list(finding):
    adding_is_refused("inmate_finding_once", copied(finding))


def test_a_finding_stays_with_its_list_and_inmate(finding):
    other = InmateFactory(centre=finding.centre)

    changing_is_refused("families_inmatefinding_stays_where_it_is", finding, inmate=other)


@pytest.mark.parametrize(("what", "target"), [("inmate", InmateFactory), ("inmate_list", InmateListFactory)])
def test_a_finding_is_of_its_own_centre(finding, what, target):
    adding_is_refused(f"families_inmatefinding_{what}_id_same_centre", copied(finding, **{what: target()}))


def test_what_is_unsure_says_why(finding):
    changing_is_refused("inmate_finding_unsure_says_why", finding, why="")


def test_a_decision_is_somebodys_about_what_was_unsure(finding):
    by = {"decided_by": UserFactory(), "decided_at": NOW}

    for changes in ({"decision": "here"}, by, {"decision": "here", **by, "verdict": "missing"}):
        changing_is_refused("inmate_finding_decided_by_somebody", finding, **changes)


@pytest.mark.parametrize("column", ["verdict", "why", "decision"])
def test_what_is_found_is_one_of_the_known_words(finding, column):
    more = {"decided_by": UserFactory(), "decided_at": NOW} if column == "decision" else {}

    changing_is_refused(f"families_inmatefinding_{column}_is_known", finding, **{column: "other", **more})


def test_what_a_list_says_is_kept_sealed_and_only_while_it_is_asked(finding):
    mine = seal("inmate list", "[]", bound_to="this")

    changing_is_refused("inmate_finding_content_is_sealed", finding, content=b"TEGUH")
    changing_is_refused("inmate_finding_content_is_bound", finding, content=seal("inmate list", "[]"))
    decided = {"decision": "here", "decided_by": UserFactory(), "decided_at": NOW}
    changing_is_refused("inmate_finding_keeps_the_list_while_it_asks", finding, content=mine, **decided)
    changing_is_refused("inmate_finding_keeps_the_list_while_it_asks", finding, content=mine, verdict="missing")


def test_a_list_of_which_nobody_was_read_tells_nobody(finding):
    changing_is_refused("inmate_list_tells_of_whom_it_read", finding.inmate_list, listed=0, here=0, unknown=0)


def test_the_file_of_a_list_is_sealed_for_its_row(finding):
    changing_is_refused("inmate_list_source_is_sealed", finding.inmate_list, source=b"Teguh Wibowo")
    unbound = seal("inmate list file", "[]")
    changing_is_refused("inmate_list_source_is_bound", finding.inmate_list, source=unbound)
