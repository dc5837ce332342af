"""Names, scores and links that say nothing, or what can't be: no table of ours takes them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from centres.encryption import blind_index
from distributions.models import Publication, RoundLine
from families.models import Assessment, Erasure, Family
from tests.factories import (
    CentreFactory,
    FamilyFactory,
    InmateFactory,
    ItemFactory,
    OfficialFactory,
    PackageFactory,
    ProgrammeFactory,
    RecipientFactory,
    RoundFactory,
    SupplierFactory,
    UserFactory,
    surveyed,
)
from tests.walls import adding_is_refused, changing_is_refused, refused_by, run

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 11, 4)


def line_of_a_round() -> RoundLine:
    return RoundFactory().lines.first()


@pytest.mark.parametrize(
    ("wall", "make", "columns"),
    [
        ("centre_is_named", CentreFactory, ("name", "full_name", "place")),
        ("official_is_named", OfficialFactory, ("name", "title")),
        ("user_is_named", UserFactory, ("username", "full_name")),
        ("item_is_named", ItemFactory, ("name", "unit")),
        ("package_is_named", PackageFactory, ("name",)),
        ("supplier_is_named", SupplierFactory, ("name",)),
        ("inmate_is_named", InmateFactory, ("name",)),
        ("programme_is_named", ProgrammeFactory, ("name",)),
        ("round_line_is_named", line_of_a_round, ("item_name", "unit")),
    ],
)
def test_nothing_that_papers_name_is_without_a_name(wall, make, columns):
    thing: models.Model = make()
    for column in columns:
        changing_is_refused(wall, thing, **{column: " "})


def test_a_publication_links_to_a_page_and_to_nothing_that_runs():
    round = RoundFactory()
    for url in ("javascript:alert(1)", "ftp://example.com/berita", "//example.com"):
        publication = Publication(
            centre=round.centre, round=round, outlet="Blora Pos", published_at=timezone.now(), url=url
        )
        adding_is_refused("publication_links_to_a_page", publication)
    with pytest.raises(ValidationError, match="http://"):
        publication.validate_constraints()
    publication.url = "https://example.com/berita"
    publication.save(force_insert=True)


@pytest.mark.parametrize("size", [0, 100, 32767])
def test_a_household_is_of_people(size):
    changing_is_refused("family_household_is_of_people", FamilyFactory(), household_size=size)


def test_the_score_of_a_family_is_that_of_a_survey():
    """Of this family and of that day; a score without a day compares with NULL, which would refuse nothing."""
    family, other = FamilyFactory(), FamilyFactory()
    surveyed(other, DAY, score=90)
    for said in (
        {"need_score": 90},
        {"need_score": 32767},
        {"surveyed_on": DAY},
        {"need_score": 90, "surveyed_on": DAY},
    ):
        changing_is_refused("family_scored_by_an_assessment", family, **said)
    surveyed(family, DAY, score=44)
    changing_is_refused("family_scored_by_an_assessment", family, need_score=45)
    changing_is_refused("family_scored_by_an_assessment", family, need_score=None)


def test_the_latest_survey_of_a_family_counts():
    family = surveyed(FamilyFactory(), DAY, score=44)
    earlier = DAY - datetime.timedelta(days=1)
    Assessment.objects.create(
        centre=family.centre, family=family, surveyed_on=earlier, score=80, surveyed_by=UserFactory(),
        recorded_at=timezone.now(),
    )  # fmt: skip
    changing_is_refused("family_score_stays", family, surveyed_on=earlier, need_score=80)
    changing_is_refused("family_score_stays", family, surveyed_on=None, need_score=None)


def test_what_compares_cards_changes_with_the_number_alone():
    """All families at once, in one statement, left no line in the history."""
    whole = FamilyFactory(kk="3316041209120003")
    cut = FamilyFactory(kk=None, kk_block=blind_index("kk15", "331604120912000"))
    other = blind_index("kk15", "331604120912999")
    for family in (whole, cut):
        changing_is_refused("family_kk_changes_as_one", family, kk_block=None)
        changing_is_refused("family_kk_changes_as_one", family, kk_block=other)
    with refused_by("family_kk_changes_as_one"):
        run("UPDATE families_family SET kk_block = NULL")
    changing_is_refused("family_kk_changes_as_one", FamilyFactory(kk=None), kk_block=other)
    with refused_by("family_kk_block_is_a_digest"):
        FamilyFactory(kk=None, kk_block=bytes(8))


def test_a_card_that_was_cut_is_corrected_by_its_number_and_emptied_by_an_erasure():
    block = blind_index("kk15", "331604120912000")
    typed = FamilyFactory(kk=None, kk_block=block)
    typed.kk = "3316041209120003"
    typed.save()
    assert Family.objects.get(pk=typed.pk).kk.reveal() == "3316041209120003"
    erased = FamilyFactory(kk=None, kk_block=block)
    with transaction.atomic():
        Erasure.objects.create(
            centre=erased.centre, family_id_erased=erased.pk, ground="Permintaan", erased_by=UserFactory(),
            erased_at=timezone.now(),
        )  # fmt: skip
        Family.objects.filter(pk=erased.pk).update(kk_block=None)
    assert Family.objects.get(pk=erased.pk).kk_block is None


def test_the_number_of_a_recipient_changes_with_its_digits():
    recipient = RecipientFactory()
    recipient.nik_digest, recipient.nik_last4 = bytes(32), "0001"
    recipient.save()
    changing_is_refused("recipient_nik_changes_as_one", recipient, nik_digest=b"\x01" * 32)
