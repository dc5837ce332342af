"""What a centre owns is not moved to another centre."""

from django.db import migrations

from config.walls import stays


class Migration(migrations.Migration):
    dependencies = (("centres", "0003_roles_in_access_log"),)

    operations = (stays("centres_letterhead"), stays("centres_official"))
