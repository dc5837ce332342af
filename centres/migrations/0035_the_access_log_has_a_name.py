"""The access log is taken away as a whole: its line says so, and needs a name that people read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("centres", "0034_what_is_kept_has_happened"),)

    operations = (migrations.AlterModelOptions("accesslog", {"verbose_name": "access log"}),)
