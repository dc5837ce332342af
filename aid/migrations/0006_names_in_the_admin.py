"""What the stock admin calls these records."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0005_payments_and_units_stay"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="item",
            options={"ordering": ("id",), "verbose_name": "item", "verbose_name_plural": "items"},
        ),
        migrations.AlterModelOptions(
            name="package",
            options={"ordering": ("name",), "verbose_name": "package", "verbose_name_plural": "packages"},
        ),
    ]
