"""What the access log calls a key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("centres", "0017_numbers_of_papers"),)

    operations = (migrations.AlterModelOptions("datakey", {"verbose_name": "encryption key"}),)
