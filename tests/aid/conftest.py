import pytest

from tests.factories import CentreFactory, ItemFactory, MembershipFactory, SupplierFactory


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def keeper(centre):
    return MembershipFactory(centre=centre, role="storekeeper").user


@pytest.fixture
def canteen(centre):
    return SupplierFactory(centre=centre, name="Koperasi Pegawai Rutan Blora")


@pytest.fixture
def rice(centre):
    return ItemFactory(centre=centre, name="Beras")


@pytest.fixture
def sugar(centre):
    return ItemFactory(centre=centre, name="Gula pasir")
