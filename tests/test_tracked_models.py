"""What a model whose changes are recorded needs besides itself; what a new one lacks is named here, place by place."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from centres.history import TRACKED, Tracking, tracked
from centres.models import Role
from centres.record_history import record_of, shown_fields
from config.grants import GRANTS
from tests.access_table import TABLE
from tests.access_world import thing_of, whole_world


def records() -> dict[type[models.Model], Tracking]:
    return {model: tracking for model, tracking in TRACKED.items() if tracking.kind}


def names_lacking(model: type[models.Model]) -> Iterator[str]:
    """Names that people read are lazy, so in the language of the page; NIK and RT are the same in both."""
    if not isinstance(model._meta.verbose_name, Promise):
        yield "the model: a translated verbose_name"
    for field in shown_fields(model):
        if field._verbose_name is None:
            yield f"the model: a verbose_name for {field.name}"


def tables_lacking(model: type[models.Model], migrated: Any) -> Iterator[str]:
    for made in (model, model._meta.get_field("events").related_model):
        if (made._meta.app_label, made._meta.model_name) not in migrated.models:
            yield f"its migration: {made._meta.db_table}"
    if model._meta.db_table not in GRANTS:
        yield f"config/grants.py: {model._meta.db_table}"


def pages_lacking(tracking: Tracking) -> Iterator[str]:
    line = TABLE.get(tracking.page)
    if line is None:
        yield f"tests/access_table.py: {tracking.page}"
    try:
        reverse(tracking.page, args=[1] if line is None or line.things else [])
    except NoReverseMatch:
        yield f"its page: {tracking.page} of one record"


def test_a_tracked_model_has_names_a_table_a_grant_and_a_page():
    migrated = MigrationLoader(None).project_state()
    lacking = {
        model._meta.label: [
            *names_lacking(model),
            *tables_lacking(model, migrated),
            *(pages_lacking(tracking) if tracking.kind else ()),
        ]
        for model, tracking in TRACKED.items()
    }
    assert {label: places for label, places in lacking.items() if places} == {}


def test_every_model_with_events_is_tracked_our_way_and_read_somewhere():
    assert {model for model in apps.get_models() if hasattr(model, "pgh_event_models")} == TRACKED.keys()
    assert {record_of(model) for model, tracking in TRACKED.items() if tracking.part_of} <= records().keys()


def test_each_kind_of_record_has_an_address_of_its_own():
    kinds = [tracking.kind for tracking in records().values()]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("said", [{}, {"kind": "gudang"}, {"kind": "gudang", "page": "aid:item", "part_of": "package"}])
def test_a_model_that_does_not_say_where_its_history_is_read_is_not_tracked(said):
    with pytest.raises(TypeError, match=r"aid\.Lot: say either part_of, or kind, page and readers"):
        tracked(**said)(apps.get_model("aid.Lot"))


@pytest.mark.long
@pytest.mark.django_db
def test_a_record_leads_to_its_history_and_the_history_back(client):
    """For every role that opens the page or reads the history."""
    world, wrong = whole_world(), []
    for tracking in records().values():
        line = TABLE[tracking.page]
        things = [thing_of(world, thing) for thing in line.things.values()]
        page = reverse(tracking.page, args=[thing.pk for thing in things])
        history = reverse("centres:history", args=[tracking.kind, (things or [world.centre])[0].pk])
        for role in Role:
            client.force_login(getattr(world.people, role.value))
            if role in line.roles & tracking.readers and f'href="{history}"' not in client.get(page).content.decode():
                wrong.append(f"{page} as {role}: no link to {history}")
            back = client.get(history).context["record"] if role in tracking.readers else ""
            if back != (page if role in line.roles & tracking.readers else ""):
                wrong.append(f"{history} as {role}: leads to {back!r}")
    assert wrong == []
