"""A pattern for the numbers of letters of assignment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0019_data_are_kept_for_a_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="assignment_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of letters of assignment"),
        ),
        migrations.AddField(
            model_name="letterheadevent",
            name="assignment_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of letters of assignment"),
        ),
    ]
