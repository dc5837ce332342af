"""Families and inmates stay with their centre, and people with their family.

A person who could be moved to a family that is erased would lose name and number under that family's erasure.
"""

from django.db import migrations

from config.walls import stays


class Migration(migrations.Migration):
    dependencies = (("families", "0005_proposed_families_are_found_at_once"),)

    operations = (
        stays("families_family"),
        stays("families_inmate"),
        stays("families_member", "family_id"),
        stays("families_familyinmate", "family_id", "inmate_id"),
        stays("families_registerimport"),
        stays("families_registerimportrow", "register_import_id"),
    )
