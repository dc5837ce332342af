"""What the tests of pages share: a signed-in client, and the form of a household as a browser sends it."""

from django.urls import reverse

from centres.models import Role
from tests.client import Client
from tests.factories import (
    MembershipFactory,
)
from tests.families.households import KK, NIK


def signed_in(centre, role=Role.COORDINATOR) -> Client:
    client = Client()
    client.force_login(MembershipFactory(centre=centre, role=role).user)
    client.get(reverse("account_change_password"))  # the first page after signing in notes the time in the session
    return client


def contact_of(family):
    return family.members.get(is_contact=True)


def form_data(**more):
    blank = {"members-TOTAL_FORMS": 2, "members-INITIAL_FORMS": 0, "ties-TOTAL_FORMS": 1, "ties-INITIAL_FORMS": 0}
    return (
        blank
        | {
            "contact": "0",
            "kk": KK,
            "village": "Panolan",
            "rt": "2",
            "members-0-name": "Kartini Nurjanah",
            "members-0-nik": NIK,
            "ties-0-name": "Teguh Wibowo",
            "ties-0-relation": "wife",
        }
        | more
    )
