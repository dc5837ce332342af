"""The database refuses papers, versions and numbers of papers that were not made as they are."""

import datetime
import secrets

import pytest
from django.db import connection

from centres.models import StoredFile
from centres.private_files import store_bytes
from distributions.models import PaperKind, PaperNumber, PaperVersion, RoundChange
from tests import factories
from tests.distributions.kept_papers import a_version, move, printed
from tests.distributions.months import NOW, approved_month
from tests.standing import stands
from tests.walls import adding_is_refused, copied

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


def test_a_version_follows_the_last_one_of_its_round(month):
    other = approved_month()
    draft = factories.RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    said = {"what": "order", "old": "Ngawen, Cepu", "new": "Cepu, Ngawen", "reason": "x", "at": NOW}
    change = RoundChange.objects.create(centre=month.centre, round=month.round, by=month.people.coordinator, **said)
    elsewhere = PaperVersion.objects.get(round=other.round)
    for wrong in (
        {"replaces": None},
        {"replaces": elsewhere, "centre": other.centre},
        {"round": draft, "replaces": None},
        {"round": other.round, "centre": other.centre, "occasion": "changed", "change": change, "replaces": elsewhere},
        {"occasion": "closed"},
    ):
        adding_is_refused("paper_version_of_its_round", a_version(month, **wrong))
    a_version(month, occasion="changed", change=change).save()


def test_a_version_replaces_one_that_nothing_replaced_yet(month):
    """The trigger asks for the last version already; the constraint holds where two are written at once."""
    constraint = next(one for one in PaperVersion._meta.constraints if one.name == "paper_version_replaced_once")
    assert constraint.fields == ("replaces",)
    move(month)
    assert PaperVersion.objects.filter(round=month.round).last().replaces.occasion == "approved"


def test_a_version_names_its_occasion(month):
    adding_is_refused("paper_version_names_its_occasion", a_version(month, occasion="changed"))


def test_there_is_one_version_of_an_occasion(month):
    adding_is_refused("paper_version_once_per_occasion", a_version(month, occasion="approved"))


def test_what_papers_say_is_sealed(month):
    adding_is_refused("paper_version_is_sealed", a_version(month, content=b"nama"))


def a_paper(month, **changes):
    paper, _text = printed(month, PaperKind.BAST)
    content = store_bytes(
        secrets.token_bytes(8),
        centre=month.centre,
        by=month.people.head,
        kind=StoredFile.Kind.PAPER,
        media_type="application/pdf",
        now=NOW,
    )
    fresh = {"kind": "usulan", "token": secrets.token_urlsafe(16), "file": content, "sha256": content.sha256}
    return copied(paper, **(fresh | changes))


def test_a_paper_is_the_file_that_it_names(month):
    other = approved_month()
    adding_is_refused("paper_is_its_file", a_paper(month, sha256="0" * 64))
    photo = store_bytes(b"x", centre=month.centre, by=month.people.head, kind="photo", media_type="image/jpeg", now=NOW)
    adding_is_refused("paper_is_its_file", a_paper(month, file=photo, sha256=photo.sha256))
    adding_is_refused("paper_is_its_file", a_paper(month, version=PaperVersion.objects.get(round=other.round)))


def test_a_paper_is_made_once_of_a_version(month):
    adding_is_refused("paper_once_per_version", a_paper(month, kind="bast"))


def test_a_token_is_random_and_there_once(month):
    paper, _text = printed(month, PaperKind.BAST)
    adding_is_refused("paper_token_once", a_paper(month, token=paper.token))
    adding_is_refused("paper_token_is_random", a_paper(month, token="satu"))


def test_a_paper_has_sheets_and_a_digest(month):
    adding_is_refused("paper_has_sheets", a_paper(month, sheets=0))
    with connection.cursor() as cursor:
        find = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
        cursor.execute(find, ["paper_has_its_digest"])
        assert cursor.fetchone() == ("CHECK (((sha256)::text ~ '^[0-9a-f]{64}$'::text))",)


def a_number(month, **changes):
    values = {"kind": "bast", "part": 1, "year": 2024, "sequence": 1, "text": "BA-1"} | changes
    return PaperNumber(centre=month.centre, **({"round": month.round} | values))


def test_a_number_is_there_once_a_year_and_a_document_has_one(month):
    a_number(month).save()
    adding_is_refused("paper_number_once_a_year", a_number(month, part=2))
    adding_is_refused("paper_number_one_per_document", a_number(month, sequence=2))
    a_number(month, part=2, year=2025).save()
    adding_is_refused("paper_number_counts_from_one", a_number(month, part=3, sequence=0))


def test_papers_get_no_number_before_the_approval(month):
    draft = factories.RoundFactory(centre=month.centre, occurrence_on=datetime.date(2024, 12, 20))
    adding_is_refused("paper_number_after_approval", a_number(month, round=draft))
