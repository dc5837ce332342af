"""What the stock admin calls these records."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("distributions", "0011_decisions_see_what_is_committed"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="programme",
            options={"ordering": ("id",), "verbose_name": "programme", "verbose_name_plural": "programmes"},
        ),
    ]
