"""No moment of what is recorded lies ahead: the database lets a day pass, for clocks that go wrong, and no more."""

import datetime

import pytest
from django.db import models
from django.utils import timezone

from centres.models import LiftedWait
from distributions.models import PrintJob
from tests.access_world import whole_world
from tests.factories import UserFactory
from tests.test_walls_of_every_table import our_models
from tests.walls import adding_is_refused, changing_is_refused, copied, rows

pytestmark = pytest.mark.django_db

# What is no moment at which something was recorded here, with why it may lie ahead.
MAY_LIE_AHEAD = {
    ("centres_datakey", "made_at"): "the application writes no key",
    ("distributions_handoverreport", "recorded_at"): "what the clock of a phone said, which may be wrong",
}


def moments() -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, field.column)
        for model in our_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.DateTimeField)
    }


def conditions() -> dict[str, list[str]]:
    """By table, when a wall of what has happened looks at a row."""
    found: dict[str, list[str]] = {}
    for table, made in rows(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgname ~ '_(has|have)_(happened|left)$'"
    ):
        found.setdefault(table, []).append(made.partition(" WHEN ")[2].partition(" EXECUTE FUNCTION ")[0])
    return found


def looks_at(table: str, conditions: list[str], column: str, ahead: str) -> bool:
    """Whether one of them is true of a row that holds nothing but this moment."""
    named = [name for (name,) in rows("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass", [table])]
    row = ", ".join(
        f"now() + interval '{ahead}' AS {name}" if name == column else f"(NULL::{table}).{name} AS {name}"
        for name in named
        if name not in ("tableoid", "cmax", "xmax", "cmin", "xmin", "ctid") and not name.startswith("....")
    )
    return any(rows(f"SELECT coalesce({one}, false) FROM (SELECT {row}) new") == [(True,)] for one in conditions)


def test_every_moment_has_happened_or_says_why_not():
    walls = conditions()
    late = {(table, column) for table, column in moments() if looks_at(table, walls.get(table, []), column, "25 hours")}
    soon = {(table, column) for table, column in moments() if looks_at(table, walls.get(table, []), column, "23 hours")}

    assert (moments() - late, soon) == (set(MAY_LIE_AHEAD), set())


def test_walls_of_what_has_happened_refuse():
    ahead = timezone.now() + datetime.timedelta(days=2)
    world = whole_world()
    job = PrintJob.objects.get()
    adding_is_refused("print_job_has_happened", copied(job, token="y" * 22, asked_at=ahead, ended_at=ahead))
    person = UserFactory()
    changing_is_refused("user_has_happened", person, browsers_forgotten_at=ahead)
    adding_is_refused("lifted_wait_has_happened", LiftedWait(at=ahead, by=person, user=person))
    changing_is_refused("photo_has_happened", world.photo, added_at=ahead)
    changing_is_refused("publication_has_happened", world.publication, published_at=ahead)
    adding_is_refused("signed_page_has_happened", copied(world.signed_page, number=9, added_at=ahead))
    another = copied(world.note_page.file, sha256="f" * 64)
    another.save()
    adding_is_refused("note_page_has_happened", copied(world.note_page, number=9, file=another, added_at=ahead))
