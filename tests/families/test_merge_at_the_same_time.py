"""Merging sees what others committed meanwhile."""

import pytest
from django.db import transaction

from tests.factories import CentreFactory, FamilyFactory
from tests.walls import refused_by, run


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_families_are_merged_on_what_is_committed(committed_db, isolation):
    centre = CentreFactory()
    goes, stays = FamilyFactory(centre=centre), FamilyFactory(centre=centre)
    with transaction.atomic():
        run(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        with refused_by("family_is_merged_once"):
            run("UPDATE families_family SET merged_into_id = %s WHERE id = %s", [stays.pk, goes.pk])
