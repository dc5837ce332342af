"""The file of a list of inmates is kept as long as what is unsure in it, sealed, so that its columns can be matched."""

from django.db import migrations, models

from config.walls import bound, check, sealed


class Migration(migrations.Migration):
    dependencies = [("families", "0039_who_decides_about_families_and_when")]

    operations = [
        migrations.AddField(
            model_name="inmatelist",
            name="source",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="inmatelist",
            name="asks_columns",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="inmatelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("listed__gt", 0), models.Q(("here", 0), ("raised_at", None)), _connector="OR"),
                name="inmate_list_tells_of_whom_it_read",
            ),
        ),
        check("inmate_list_source_is_sealed", "families_inmatelist", sealed("source", 2, formats=(2,))),
        bound("inmate_list_source_is_bound", "families_inmatelist", "source"),
    ]
