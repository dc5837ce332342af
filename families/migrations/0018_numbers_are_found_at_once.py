"""Indexes by which a number, or a whole name, is found whoever has it.

The unique ones on numbers hold the active register alone, and no phones.
"""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = (("families", "0017_releases_are_found_at_once"),)

    operations = (
        migrations.AddIndex(
            "family",
            models.Index(
                fields=["centre", "kk_digest"],
                name="family_gone_by_kk",
                condition=Q(kk_digest__isnull=False) & (Q(merged_into__isnull=False) | Q(eligibility="ended")),
            ),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["centre", "nik_digest"],
                name="member_gone_by_nik",
                condition=Q(nik_digest__isnull=False, active=False),
            ),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["centre", "phone_digest"], name="member_by_phone", condition=Q(phone_digest__isnull=False)
            ),
        ),
        migrations.AddIndex("member", models.Index(models.F("centre"), Upper("name"), name="member_by_name")),
    )
