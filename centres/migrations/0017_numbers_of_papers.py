"""Patterns of the numbers of papers, by letterhead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0016_chosen_words_are_known"),
    ]

    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="minutes_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of hand-over minutes"),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="proposal_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of proposals"),
        ),
        migrations.AddField(
            model_name="letterheadevent",
            name="minutes_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of hand-over minutes"),
        ),
        migrations.AddField(
            model_name="letterheadevent",
            name="proposal_number",
            field=models.CharField(blank=True, max_length=80, verbose_name="numbers of proposals"),
        ),
        migrations.AlterField(
            model_name="centre",
            name="one_list_up_to",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Above this number there is one list per location; of more than ten locations, some share a list.",
                verbose_name="recipients on one common list",
            ),
        ),
        migrations.AlterField(
            model_name="centreevent",
            name="one_list_up_to",
            field=models.PositiveSmallIntegerField(
                default=10,
                help_text="Above this number there is one list per location; of more than ten locations, some share a list.",
                verbose_name="recipients on one common list",
            ),
        ),
    ]
