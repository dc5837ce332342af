"""What the database refuses even to the owner of the tables, behind the rights that the application lacks."""

import pytest
from django.db import transaction

from config.database import as_owner
from config.walls import moment_in_our_time, moments_in_our_time
from distributions.models import Handover
from tests.distributions.months import approved_month, delivered
from tests.factories import RoundFactory
from tests.test_walls_of_every_table import APPEND_ONLY, rows
from tests.walls import refused_by, run

BY_TRIGGER = [table for table in APPEND_ONLY if not table.endswith("event")]


@pytest.fixture
def _committed(committed_db):
    """A month with a handover, committed, so that the owner's connection sees it."""
    month = approved_month()
    delivered(month, month.recipients[0])


@pytest.mark.usefixtures("_committed")
def test_a_round_is_cancelled_never_deleted():
    RoundFactory()
    with as_owner(), refused_by("round_is_never_deleted"):
        run("DELETE FROM distributions_round")


@pytest.mark.usefixtures("_committed")
def test_a_handover_is_voided_never_changed():
    with as_owner(), refused_by("handover_is_only_voided"):
        Handover.objects.update(proof="photo")


@pytest.mark.usefixtures("_committed")
def test_only_a_province_has_no_parent():
    with as_owner(), refused_by("region_parent_unless_province"):
        run("UPDATE centres_region SET parent_id = NULL WHERE level = 'village'")


@pytest.mark.usefixtures("_committed")
def test_the_digest_root_is_version_0():
    with as_owner(), refused_by("data_key_version_0_is_the_digest_root"):
        run("UPDATE centres_datakey SET purpose = 'data' WHERE version = 0")


@pytest.mark.usefixtures("_committed")
def test_what_may_only_be_added_to_stays():
    with as_owner():
        for table in BY_TRIGGER:
            for act in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
                with refused_by(f"{table}_append_only"):
                    run(act.format(table))


@pytest.mark.usefixtures("_committed")
def test_the_bounds_of_moments_are_undone_as_they_are_made():
    bounds = moments_in_our_time("aid")
    with as_owner() as owner, transaction.atomic():
        made = checks_of_moments()
        owner.connection.execute(bounds.reverse_sql)
        assert checks_of_moments() == []
        owner.connection.execute(bounds.sql)
        assert checks_of_moments() == made != []


@pytest.mark.usefixtures("_committed")
def test_a_column_that_comes_later_is_held_beside_those_of_the_first_day():
    with as_owner() as owner, transaction.atomic():
        for table, column, kind, within, beyond in (
            ("aid_late", "seen_at", "timestamptz", "2000-01-01Z", ("infinity", "1999-12-31 23:59Z", "2101-01-01Z")),
            ("aid_lateevent", "seen_on", "date", "1900-01-01", ("-infinity", "1899-12-31", "2101-01-01")),
        ):
            run(f"CREATE TABLE {table} (made_at timestamptz, {column} {kind})")
            run(f"ALTER TABLE {table} ADD CONSTRAINT {table}_moments_in_our_time CHECK (made_at > '2000-01-01')")
            bound = moment_in_our_time(table, column)
            owner.connection.execute(bound.sql)
            for value in beyond:
                with refused_by(f"{table}_{column}_in_our_time"):
                    run(f"INSERT INTO {table} ({column}) VALUES ('{value}')")
            run(f"INSERT INTO {table} ({column}) VALUES ('{within}'), ('2100-12-31'), (NULL)")
            owner.connection.execute(bound.reverse_sql)
            run(f"INSERT INTO {table} ({column}) VALUES ('infinity')")
        transaction.set_rollback(True)


def test_a_name_that_would_be_cut_short_is_none():
    with pytest.raises(AssertionError, match="cut"):
        moment_in_our_time("distributions_noticesettlementevent", "a_moment_with_a_long_name")


def checks_of_moments():
    return rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conname ~ '^aid_.*_moments_in_our_time$' ORDER BY conname"
    )


@pytest.mark.usefixtures("_committed")
def test_rooms_are_never_emptied():
    with as_owner():
        for table in ("distributions_photo", "distributions_roundline", "families_member", "families_familyinmate"):
            with refused_by(f"{table}_never_truncated"):
                run(f"TRUNCATE {table} CASCADE")
