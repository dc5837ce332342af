"""Nobody whom papers and histories name is without a name, and no centre is."""

from django.db import migrations

from config.walls import says


class Migration(migrations.Migration):
    dependencies = (("centres", "0020_set_of_papers"),)

    operations = (
        says("centre_is_named", "centres_centre", "name", "full_name", "place"),
        says("official_is_named", "centres_official", "name", "title"),
        says("user_is_named", "centres_user", "username", "full_name"),
    )
