"""How a round went is said by who was there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("distributions", "0044_families_taken_out_keep_their_right"),)

    operations = (
        *(
            migrations.AddField(
                model,
                "how_it_went",
                models.CharField(blank=True, default="", max_length=300, verbose_name="how it went"),
                preserve_default=False,
            )
            for model in ("round", "roundevent")
        ),
    )
