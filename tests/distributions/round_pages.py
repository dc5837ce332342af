"""The pages of a round as those who may open them do."""

import datetime

from django.urls import reverse

from config.days import of_a_round
from distributions.models import Round
from tests.client import Client


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def prepared(people) -> Round:
    response = signed_in(people.coordinator).post(reverse("distributions:prepare_month"))
    round = Round.objects.next_due().first()
    assert response.url == reverse("distributions:prepare", args=[round.pk])
    return Round.objects.select_related("centre", "programme").get(pk=round.pk)


def last_day(round: Round) -> datetime.date:
    """The last on which a round of this month may take place."""
    return of_a_round(round.month).last


def page(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(f"distributions:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()
