"""A pattern for the numbers of activity reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0021_names_say_something"),
    ]

    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="report_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of activity reports"),
        ),
        migrations.AddField(
            model_name="letterheadevent",
            name="report_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of activity reports"),
        ),
    ]
