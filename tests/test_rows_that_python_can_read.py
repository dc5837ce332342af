"""What PostgreSQL takes and Python can't read is refused: a page that meets such a row would never open again."""

import datetime
import secrets

import pytest
from django.utils import timezone

from distributions.models import Exclusion, RoundChange
from families.models import RegisterImport
from families.register_import.importing import stage_import
from tests.distributions.months import NOW, approved_month
from tests.factories import (
    EligibleFamilyFactory,
    InmateListFactory,
    ProgrammeFactory,
    RecipientFactory,
    RoundFactory,
    UserFactory,
)
from tests.families.blora import table, write_xlsx
from tests.standing import stands
from tests.walls import refused_by, rows, run

pytestmark = pytest.mark.django_db
# Of five thousand digits Python makes no number.
HUGE = "1e5000"
DAY, NO_DAY = "2024-11-15", "2024-02-31"
PART = '[{"sheet": "x", "why": "total", "titles": [], "rows": [%s]}]'
RESTS_ON = (
    '{"date": "%s", "month": "2024-11-01", "stops_per_round": %s,'
    ' "family_rest_months": 3, "village_rest_rounds": 1, "every_months": 1}'
)


@stands
def month():
    return approved_month()


@pytest.mark.parametrize("make", [ProgrammeFactory, RoundFactory])
def test_no_hour_is_the_end_of_a_day(make):
    one = make()
    wall = {"Programme": "programme_time_is_of_a_day", "Round": "round_time_is_of_a_day"}[type(one).__name__]
    with refused_by(wall):
        run(f"UPDATE {one._meta.db_table} SET time = '24:00' WHERE id = %s", [one.pk])
    type(one).objects.filter(pk=one.pk).update(time=datetime.time(23, 59, 59))


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        ("date", "", ""),
        ("date", "besok", f"{DAY}T08:00"),
        ("date", f"{DAY}T08:00", f"{NO_DAY}T08:00"),
        ("date", f"{DAY}T08:00", f"{DAY}T24:00"),
        ("reserve", "x", "1"),
        ("reserve", "1", ""),
        ("reserve", "1", "9" * 19),
    ],
)
def test_a_change_of_a_round_says_days_and_families_that_can_be_read(month, what, old, new):
    said = {"centre": month.centre, "round": month.round, "reason": "Hujan", "by": month.people.coordinator, "at": NOW}
    with refused_by("round_change_says_what_it_changed"):
        RoundChange.objects.create(**said, what=what, old=old, new=new)
    RoundChange.objects.create(**said, what="date", old=f"{DAY} 08:00", new="2028-02-29T09:30:00")
    RoundChange.objects.create(**said, what="reserve", old="1", new="2")


@pytest.mark.parametrize(
    "said",
    [
        f'{{"code": "never", "place": {HUGE}}}',
        f'{{"code": "missed", "on": "{NO_DAY}"}}',
        '{"code": "reserve", "forward": {"code": "missed", "on": "2023-02-29"}}',
        f'{{"code": "missed", "on": "2024-11-31", "zzz": [-{HUGE}]}}',
    ],
)
def test_a_reason_holds_days_that_there_are_and_numbers_that_can_be_read(said):
    recipient = RecipientFactory()
    family = {
        "centre": recipient.centre,
        "round": recipient.round,
        "family": EligibleFamilyFactory(centre=recipient.centre),
    }
    exclusion = Exclusion.objects.create(**family, reason="Sakit", by=UserFactory(), at=NOW)
    with refused_by("recipient_reason_can_be_read"):
        run("UPDATE distributions_recipient SET reason = %s WHERE id = %s", [said, recipient.pk])
    with refused_by("exclusion_had_can_be_read"):
        run("UPDATE distributions_exclusion SET had = %s WHERE id = %s", [said, exclusion.pk])
    run(
        "UPDATE distributions_recipient SET reason = %s WHERE id = %s",
        ['{"code": "missed", "on": "2024-02-29"}', recipient.pk],
    )


@pytest.mark.parametrize(
    ("said", "with_days", "can_be"),
    [
        ("null", True, True),
        ('{"way": [999999999999999, -999999999999999]}', False, True),
        ('{"way": [1000000000000000]}', False, False),
        ('{"way": [-1e15]}', False, False),
        ('{"way": [0.1234567890123456789]}', False, True),
        ('{"of": "12345678901234567890"}', False, True),
        ('["2024-02-28", "2024-02-29", "2023-12-31"]', True, True),
        ('["2023-02-29"]', True, False),
        ('["2023-02-29"]', False, True),
        ('["2024-02-30"]', True, False),
        ('["2024-04-31"]', True, False),
        ('{"2023-02-29": "2024-04-30"}', True, True),
        ('["a 2023-02-29", "\\"2023-02-31"]', True, True),
    ],
)
def test_what_json_says_can_be_read_or_not(said, with_days, can_be):
    """Told at once of most; it is what each part says of itself."""
    asked = "SELECT can_be_read(%s::jsonb, %s), each_part_can_be_read(%s::jsonb, %s)"
    assert rows(asked, [said, with_days] * 2) == [(can_be, can_be)]


def test_so_does_what_a_proposal_rests_on():
    round = RoundFactory(planned_at=timezone.now())
    for column, wall, said in (
        ("planned_for", "round_planned_for_can_be_read", RESTS_ON % (DAY, HUGE)),
        ("planned_for", "round_planned_for_can_be_read", RESTS_ON % (NO_DAY, 1)),
        ("proposed", "round_proposed_can_be_read", f'{{"of": "a", "families": "b", "way": [{HUGE}]}}'),
    ):
        with refused_by(wall):
            run(f"UPDATE distributions_round SET {column} = %s WHERE id = %s", [said, round.pk])
    run("UPDATE distributions_round SET planned_for = %s WHERE id = %s", [RESTS_ON % (DAY, 1), round.pk])


def test_so_does_what_a_head_sent_back(month):
    """A line is only added; of the first step of a round, which shows nothing, an odd one is tried."""
    line = month.round.transitions.first()
    columns = "centre_id, round_id, from_state, to_state, note, by_id, at"
    said = (
        '{"key": "k", "when": "", "contents": "", "source": "", "officials": "", "staff": "", "letterhead": "",'
        f' "packages": {HUGE}, "places": [], "route": [], "families": [], "reserve": [], "excluded": []}}'
    )
    with refused_by("transition_shown_can_be_read"):
        run(
            f"INSERT INTO distributions_roundtransition ({columns}, shown)"
            " SELECT centre_id, round_id, 'submitted', 'draft', 'Kurang', by_id, at, %s"
            "   FROM distributions_roundtransition WHERE id = %s",
            [said, line.pk],
        )


def test_so_do_lists_of_what_was_not_read(tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({"NIK": "x"}))
    staged = stage_import(path, file_name="r.xlsx", centre=RoundFactory().centre, by=UserFactory(), now=timezone.now())
    listed = InmateListFactory()
    with refused_by("import_unread_can_be_read"):
        run("UPDATE families_registerimport SET unread = %s WHERE id = %s", [PART % HUGE, staged.pk])
    with refused_by("inmate_list_unread_can_be_read"):
        run("UPDATE families_inmatelist SET unread = %s WHERE id = %s", [PART % HUGE, listed.pk])


@pytest.mark.parametrize("links", ["{{1,2},{3,4}}", "{1,NULL}"])
def test_a_list_is_flat_and_has_no_gaps(tmp_path, month, links):
    path = write_xlsx(tmp_path / "r.xlsx", table({"NIK": "x"}))
    said = {"file_name": "r.xlsx", "centre": month.centre, "by": month.people.operator, "now": timezone.now()}
    row = stage_import(path, **said).rows.first()
    begun = stage_import(path, **said, at_once=0)
    assert begun.stage == RegisterImport.Stage.TABLE
    with refused_by("import_row_links_are_a_list"):
        run("UPDATE families_registerimportrow SET links = %s WHERE id = %s", [links, row.pk])
    with refused_by("import_parts_are_a_list"):
        run(
            "UPDATE families_registerimport SET stage = 'rows', source = NULL, parts = %s, parts_judged = 0,"
            " rows_in_parts = 5 WHERE id = %s",
            [links.replace("1", "a"), begun.pk],
        )


@pytest.mark.parametrize("kinds", ["{{bast,usulan}}", "[5:6]={bast,usulan}"])
def test_what_is_printed_is_a_list_from_the_first_paper_on(month, kinds):
    with refused_by("print_job_kinds_are_a_list"):
        run(
            "INSERT INTO distributions_printjob"
            " (centre_id, round_id, kinds, archive, token, state, done, failure, said, asked_by_id, asked_at)"
            " VALUES (%s, %s, %s, true, %s, 'making', 0, '', '', %s, %s)",
            [month.centre.pk, month.round.pk, kinds, secrets.token_urlsafe(16), month.people.coordinator.pk, NOW],
        )
