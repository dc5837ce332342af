"""An import names the sheet of each row, and nobody where a command at the console uploaded the file."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_walls"),
        ("families", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="registerimport",
            name="register_import_confirmed_by_somebody",
        ),
        migrations.RemoveConstraint(
            model_name="registerimportrow",
            name="register_import_row_once",
        ),
        migrations.AddField(
            model_name="registerimportrow",
            name="sheet",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="registerimport",
            name="uploaded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None), ("saved_families", 0)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    models.Q(("confirmed_at__isnull", False), ("uploaded_by", None)),
                    _connector="OR",
                ),
                name="register_import_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimportrow",
            constraint=models.UniqueConstraint(
                fields=("register_import", "sheet", "sheet_row"), name="register_import_row_once"
            ),
        ),
    ]
