"""The centre of the tests of the register."""

import pytest

from tests.factories import CentreFactory


@pytest.fixture
def centre():
    return CentreFactory()
