"""Two people choose a photo at the same moment, and there is room for one."""

import pytest
from django.db import transaction
from django.urls import reverse

from centres.models import StoredFile
from centres.private_files import store_bytes
from distributions.models import MOST_IN_PRESS, MOST_IN_REPORT, Photo
from distributions.rounds.transitions import lock
from tests.at_once import meanwhile
from tests.distributions.months import NOW, approved_month
from tests.versions import fields_in


@pytest.fixture
def month(committed_db):
    return approved_month()


def photo(month, number, **chosen):
    about = {"centre": month.centre, "by": month.people.officer, "kind": StoredFile.Kind.PHOTO, "now": NOW}
    file = store_bytes(f"photo {number}".encode(), media_type="image/jpeg", **about)
    return Photo.objects.create(
        centre=month.centre, round=month.round, file=file, added_by=month.people.officer, added_at=NOW, **chosen
    )


@pytest.mark.parametrize(("what", "most"), [("in_press", MOST_IN_PRESS), ("in_report", MOST_IN_REPORT)])
def test_the_second_is_told_that_there_is_no_room(month, client, what, most):
    with transaction.atomic():
        for number in range(most - 1):
            photo(month, number, may_publish=True, **{what: True})
        ours, theirs = (photo(month, number, may_publish=True) for number in (98, 99))
    address = reverse("distributions:photo", args=[month.round.pk, ours.pk])
    client.force_login(month.people.officer)
    said = fields_in(client.get(address)) | {"may_publish": "on", what: "on"}

    def choose_theirs():
        lock(month.round)
        Photo.objects.filter(pk=theirs.pk).update(**{what: True})

    answer = meanwhile(choose_theirs, month.people.officer, lambda browser: browser.post(address, said))

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [what]
    assert month.round.photos.filter(**{what: True}).count() == most
