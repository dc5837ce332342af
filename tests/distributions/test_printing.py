import pytest
from django.urls import reverse

from centres.models.access import AccessLog
from tests import factories, paper_files
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def november():
    round = factories.RoundFactory()
    factories.RecipientFactory(round=round)
    return round


def print_paper(client, round, paper="daftar-tanda-terima"):
    return client.post(reverse("distributions:print_paper", args=(round.pk, paper)))


@pytest.mark.parametrize(
    ("paper", "heading"),
    [
        ("berkas-tanda-tangan", "BERKAS TANDA TANGAN"),
        ("usulan", "USULAN DAN PERSETUJUAN"),
        ("bast", "BERITA ACARA"),
        ("daftar-tanda-terima", "DAFTAR TANDA TERIMA"),
    ],
)
def test_each_paper_is_shown_in_the_browser_and_logged(client, november, paper, heading):
    people = factories.cast(november.centre)
    client.force_login(people.coordinator)
    response = print_paper(client, november, paper)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{paper}-2024-11.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert heading in paper_files.page_texts(response.content)[0]
    line = AccessLog.objects.get()
    assert (line.action, line.detail, line.subject_kind, line.subject_id) == (
        "print",
        paper,
        "distributions.round",
        november.pk,
    )
    assert (line.actor, line.centre) == (people.coordinator, november.centre)


def test_looking_at_the_address_prints_nothing(client, november):
    client.force_login(factories.cast(november.centre).coordinator)
    assert client.get(reverse("distributions:print_paper", args=(november.pk, "bast"))).status_code == 405
    assert not AccessLog.objects.exists()


def test_a_paper_that_does_not_exist_is_not_found(client, november):
    client.force_login(factories.cast(november.centre).coordinator)
    assert print_paper(client, november, "surat-cinta").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("coordinator", 200),
        ("head", 200),
        ("operator", 200),
        ("officer", 200),
        ("storekeeper", 403),
        ("humas", 403),
        ("viewer", 403),
        ("admin", 403),
        ("outsider", 404),
    ],
)
def test_only_who_works_with_the_recipients_prints_them(client, november, role, status):
    client.force_login(getattr(factories.cast(november.centre), role))
    assert print_paper(client, november).status_code == status
    assert AccessLog.objects.count() == (status == 200)
