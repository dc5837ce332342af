"""Columns of JSON hold what their pages read, whoever writes them: a page that can't read its row would not open."""

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from distributions.models import Exclusion, Recipient, Round, RoundTransition
from distributions.rounds.outdated import rests_on
from distributions.rounds.proposed import keep
from families.models import InmateList, RegisterColumns, RegisterImport, RegisterImportRow
from families.register_import.importing import stage_import
from families.register_import.unread import Unread
from tests.factories import CentreFactory, InmateListFactory, RoundFactory, UserFactory
from tests.families.blora import table, write_xlsx
from tests.walls import refused_by

pytestmark = pytest.mark.django_db

NO_LIST = [5, None, "x", {}, [1], [None], [["x"]], [[]]]
NO_OBJECT = [5, None, "x", [], ["x"], [{}]]
PART = Unread("Lembar 1", "total", (3, 4), ("NIK",)).as_json()
ODD_PARTS = [[{**PART, name: value}] for name, value in (("sheet", 1), ("why", None), ("rows", ["3"]), ("titles", "x"))]
MISSING_PARTS = [[{name: value for name, value in PART.items() if name != left}] for left in PART]
RESTS_ON = {
    "date": "2024-11-15", "month": "2024-11-01",
    "stops_per_round": 1, "family_rest_months": 3, "village_rest_rounds": 1, "every_months": 1,
}  # fmt: skip
ODD_RESTS = [{**RESTS_ON, name: value} for name, value in (("date", 5), ("month", "2024-13-01"), ("every_months", "1"))]
MISSING_RESTS = [{name: value for name, value in RESTS_ON.items() if name != left} for left in RESTS_ON]
SAID = {"of": "a", "families": "b", "way": [3]}
ODD_SAID = [{**SAID, name: value} for name, value in (("of", None), ("families", 5), ("way", "3"), ("way", ["3"]))]
MISSING_SAID = [{name: value for name, value in SAID.items() if name != left} for left in SAID]

WALLS = {
    "import_unread_has_its_form": (RegisterImport, "unread", [*NO_LIST, *ODD_PARTS, *MISSING_PARTS]),
    "inmate_list_unread_has_its_form": (InmateList, "unread", [*NO_LIST, *ODD_PARTS, *MISSING_PARTS]),
    "import_row_codes_has_its_form": (RegisterImportRow, "codes", NO_LIST),
    "register_columns_fields_has_its_form": (RegisterColumns, "fields", [*NO_OBJECT, {"x": "nama"}, {"1": 5}]),
    "round_planned_for_has_its_form": (Round, "planned_for", [*NO_OBJECT, *ODD_RESTS, *MISSING_RESTS]),
    "round_proposed_has_its_form": (Round, "proposed", [*NO_OBJECT, *ODD_SAID, *MISSING_SAID]),
}

ROOMS = ("centres", "families", "aid", "distributions")
# Reasons have theirs in distributions/test_records_of_who_has_a_place.py.
# What was sent back stands in a line that nobody changes: distributions/test_sent_back.py.
ELSEWHERE = {(Recipient, "reason"), (Exclusion, "had"), (RoundTransition, "shown")}


@pytest.fixture
def kept(tmp_path) -> dict[type[models.Model], models.Model]:
    """A row of each table as Peduli writes it."""
    centre, now = CentreFactory(), timezone.now()
    path = write_xlsx(tmp_path / "r.xlsx", [*table({"NIK": "x"}), ["JUMLAH", "1"]])
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=UserFactory(), now=now)
    round = RoundFactory(planned_at=now)
    round.planned_for = rests_on(round)
    keep(round, {4, 5}, [2, 1], of="a")
    round.save()
    columns = RegisterColumns.objects.create(
        centre=centre, fingerprint=b"x" * 32, fields={"0": "nama", "3": "nik"}, matched_at=now
    )
    row = staged.rows.exclude(codes=[])[0]
    assert staged.unread != []
    return {type(one): one for one in (staged, row, columns, round, InmateListFactory(centre=centre, unread=[PART]))}


@pytest.mark.parametrize(("wall", "odd"), [(wall, odd) for wall, (_m, _c, odds) in WALLS.items() for odd in odds])
def test_what_no_page_could_read_is_refused(kept, wall, odd):
    model, column, _odds = WALLS[wall]
    with refused_by(wall):
        model._base_manager.filter(pk=kept[model].pk).update(
            **{column: models.Value(odd, output_field=models.JSONField())}
        )


def test_every_column_of_json_has_a_wall():
    named = {(model, column) for model, column, _odds in WALLS.values()} | ELSEWHERE
    ours = [
        m for room in ("centres", "families", "aid", "distributions") for m in apps.get_app_config(room).get_models()
    ]
    columns = {
        (model, field.name)
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.JSONField) and not field.name.startswith("pgh_")
    }
    assert columns == named
