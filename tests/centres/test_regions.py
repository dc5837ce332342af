"""The country's regions come from the shipped file, by the owner alone."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection

from centres.models import Region
from centres.regions import load_regions, region_id
from config.database import as_owner


@pytest.mark.django_db
def test_the_key_of_a_region_is_its_code_without_dots():
    village = Region.objects.select_related("parent__parent__parent").get(code="33.16.12.2016")
    assert (village.pk, village.name, village.level) == (region_id("33.16.12.2016"), "Gondang", "village")
    above = village.parent, village.parent.parent, village.parent.parent.parent
    assert [(region.code, region.name) for region in above] == [
        ("33.16.12", "Ngawen"),
        ("33.16", "Kabupaten Blora"),
        ("33", "Jawa Tengah"),
    ]


@pytest.mark.django_db
def test_one_regency_is_loaded_with_its_ancestors_only():
    levels = {level: Region.objects.filter(level=level).count() for level in ("province", "regency", "district")}
    assert levels == {"province": 1, "regency": 1, "district": 16}
    assert Region.objects.filter(level="village").count() == 295


@pytest.mark.django_db
def test_the_application_may_not_change_a_region():
    with pytest.raises(ProgrammingError):
        Region.objects.filter(code="33").update(name="Jawa")


def test_loading_twice_changes_nothing_and_a_name_is_put_right(committed_db, capsys):
    call_command("load_regions")
    assert capsys.readouterr().out == f"{91_599 - 313} regions are new or changed.\n"
    assert Region.objects.count() == 91_599
    call_command("load_regions")
    assert capsys.readouterr().out == "The regions are up to date.\n"
    with as_owner() as owner:
        with owner.cursor() as cursor:
            cursor.execute("UPDATE centres_region SET name = 'Blorah' WHERE code = '33.16'")
        assert load_regions(owner) == 1
    assert Region.objects.get(code="33.16").name == "Kabupaten Blora"
    assert connection.role == "app"
