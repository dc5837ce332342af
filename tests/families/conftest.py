"""The centre of the tests of the register, its clerk, and what the clerk stages."""

from datetime import UTC, datetime

import pytest

from centres.models import Role
from families.register_import.importing import stage_import
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import table, write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def clerk(centre):
    return MembershipFactory(centre=centre, role=Role.OPERATOR).user


@pytest.fixture
def stage(centre, clerk, tmp_path):
    """Stage families, each given by what differs from one; the numbers differ anyway."""

    def _stage(*families):
        rows = [
            {
                "NIK": f"33160151030494{n}",
                "No. KK": f"33160623092093{n}",
                "Nama Penerima": f"Sri {'abcdefgh'[n - 11] * 6}",
            }
            | family
            for n, family in enumerate(families, start=11)
        ]
        path = write_xlsx(tmp_path / "r.xlsx", table(*rows))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage
