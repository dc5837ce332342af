"""A proposal keeps beside it on which day and by which rules it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("distributions", "0032_no_goods_go_out_before_approval"),)

    operations = (migrations.AddField("round", "planned_for", models.JSONField(default=dict, editable=False)),)
