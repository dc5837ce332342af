"""``manage.py createsuperuser``: an account for the stock admin, whose history names the command."""

import pytest
from django.core.management import call_command

from centres.models import User

pytestmark = pytest.mark.django_db


def test_the_account_is_made_and_its_history_says_by_what():
    call_command("createsuperuser", interactive=False, username="pengelola", full_name="Pengelola Peduli", verbosity=0)

    account = User.objects.get()
    assert (account.username, account.is_superuser) == ("pengelola", True)
    assert [event.pgh_context["actor"] for event in account.events.all()] == ["createsuperuser"]
