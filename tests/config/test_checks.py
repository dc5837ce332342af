"""The example's accounts must not stand in a database of DATABASE_URL."""

import pytest
from django.conf import settings

from config.checks import no_example_accounts
from tests.factories import UserFactory


@pytest.fixture
def database_url(monkeypatch):
    """As if DATABASE_URL were set."""
    monkeypatch.setitem(settings.DATABASES["default"], "LOGINS", {})


@pytest.mark.django_db
def test_example_accounts_fail_the_check_with_a_database_url(database_url):
    UserFactory(is_example=True)
    assert [message.id for message in no_example_accounts()] == ["peduli.E001"]


@pytest.mark.django_db
def test_other_accounts_pass_the_check(database_url):
    UserFactory()
    assert no_example_accounts() == []


@pytest.mark.django_db
def test_the_embedded_database_may_hold_the_example():
    if "LOGINS" in settings.DATABASES["default"]:
        pytest.skip("these tests run with DATABASE_URL")
    UserFactory(is_example=True)
    assert no_example_accounts() == []
