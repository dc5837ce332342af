"""Composite keys between what a centre owns, and what may only be added to."""

from django.db import migrations

from config.walls import append_only, never_truncated, referable, same_centre


class Migration(migrations.Migration):
    dependencies = (("centres", "0001_facts"),)

    operations = (
        referable("centres_letterhead", "centres_official"),
        same_centre(("centres_letterhead", "logo_id", "centres_storedfile")),
        append_only("centres_accesslog"),
        never_truncated(
            "centres_centre", "centres_user", "centres_membership", "centres_storedfile", "centres_datakey"
        ),
    )
