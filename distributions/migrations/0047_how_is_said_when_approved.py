"""How a round was approved is said once it is: a comparison with no approval lets anything pass."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("distributions", "0046_set_of_papers"),)

    operations = (
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False)
                | Q(paper_signed_on=None, paper_signer="", paper_photo=None, approved_alone=False),
                name="round_says_how_only_when_approved",
            ),
        ),
    )
