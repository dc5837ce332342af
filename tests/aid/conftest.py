import pytest

from tests.factories import CentreFactory, ItemFactory, SupplierFactory, UserFactory


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def keeper(db):
    return UserFactory()


@pytest.fixture
def canteen(centre):
    return SupplierFactory(centre=centre, name="Koperasi Pegawai Rutan Blora")


@pytest.fixture
def rice(centre):
    return ItemFactory(centre=centre, name="Beras")


@pytest.fixture
def sugar(centre):
    return ItemFactory(centre=centre, name="Gula pasir")
