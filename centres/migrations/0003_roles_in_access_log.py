"""The access log also names who gave and ended roles. Only the choices change, not the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centres", "0002_walls")]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="action",
            field=models.CharField(
                choices=[
                    ("reveal", "Shown in full"),
                    ("export", "Exported"),
                    ("print", "Printed"),
                    ("file", "File opened"),
                    ("reset", "Sign-in renewed"),
                    ("role", "Role or account changed"),
                ],
                max_length=6,
                verbose_name="What",
            ),
        ),
    ]
