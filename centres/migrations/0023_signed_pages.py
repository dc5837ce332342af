"""One more kind of file: a page of a signed paper."""

from django.db import migrations, models

from config.walls import other_check

BEFORE = "'photo', 'proof', 'approval', 'paper', 'logo'"


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0022_numbers_of_reports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Photo of the activity"),
                    ("proof", "Proof of the hand-over"),
                    ("approval", "Signed approval"),
                    ("paper", "Paper"),
                    ("logo", "Logo of the letterhead"),
                    ("scan", "Signed paper"),
                ],
                max_length=10,
            ),
        ),
        other_check(
            "centres_storedfile_kind_is_known",
            "centres_storedfile",
            f"kind::text IN ({BEFORE}, 'scan')",
            f"kind::text IN ({BEFORE})",
        ),
    ]
