"""A history that is longer than a page. Its rows are committed, as the owner of the tables writes some of them."""

import datetime
from copy import copy

import pytest
from django.db import transaction

from centres.record_history import PAGE, history_of
from config.database import as_owner
from tests.factories import CentreFactory, OfficialFactory


def shown(official, **more):
    return history_of(type(official), official.pk, centre=official.centre, **more)


def write_events(events):
    """Write events as only the owner of the tables may; the application's come from triggers."""
    columns = [field for field in events[0]._meta.concrete_fields if not field.primary_key]
    names = ", ".join(field.column for field in columns)
    with as_owner() as owner, owner.cursor() as cursor:
        for event in events:
            values = [field.get_db_prep_save(getattr(event, field.attname), owner) for field in columns]
            marks = ", ".join(["%s"] * len(columns))
            cursor.execute(f"INSERT INTO {event._meta.db_table} ({names}) VALUES ({marks})", values)


@pytest.mark.usefixtures("committed_db")
def test_a_long_history_goes_on_on_the_next_page_and_loses_nothing():
    centre = CentreFactory()
    official = OfficialFactory(centre=centre, title="0")
    events = official.events.model.objects
    template = events.get(pgh_obj=official)
    start = template.pgh_created_at
    later = [copy(template) for _number in range(1, PAGE + 20)]
    for number, event in enumerate(later, start=1):
        event.title, event.pgh_label = str(number), "update"
        event.pgh_created_at = start + datetime.timedelta(minutes=number)
    write_events(later)
    seen, before = [], None
    while True:
        page = shown(official, before=before)
        seen += [field.new for act in page.acts for change in act.changes for field in change.fields if act.at > start]
        before = page.before
        if before is None:
            break
    assert seen == [str(number) for number in range(PAGE + 19, 0, -1)]


@pytest.mark.usefixtures("committed_db")
def test_an_act_of_more_changes_than_a_page_is_shown_whole():
    with transaction.atomic():  # so all at the same time
        official = OfficialFactory(centre=CentreFactory(), title="0")
        for number in range(PAGE + 3):
            official.title = f"{number + 1}"
            official.save()
    later = official.events.order_by("pgh_id").last()
    later.title, later.pgh_created_at = "later", later.pgh_created_at + datetime.timedelta(seconds=1)
    write_events([later])
    first = shown(official)
    whole = shown(official, before=first.before)
    assert [[len(act.changes) for act in page.acts] for page in (first, whole)] == [[1], [PAGE + 4]]
    assert whole.before is None
