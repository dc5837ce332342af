"""A name has something to read: an accent alone, a filler or a mark of formatting prints as nothing."""

from django.db import migrations

from config.readable import has_something_to_read_in_sql
from config.walls import readable


class Migration(migrations.Migration):
    dependencies = (("centres", "0027_a_role_given_today_ends_today"),)

    operations = (
        migrations.RunSQL(has_something_to_read_in_sql(), "DROP FUNCTION has_something_to_read(text)"),
        readable("centre_is_named", "centres_centre", "name", "full_name", "place", instead_of_says=True),
        readable("official_is_named", "centres_official", "name", "title", instead_of_says=True),
        readable("user_is_named", "centres_user", "username", "full_name", instead_of_says=True),
        readable("letterhead_is_readable", "centres_letterhead", "ministry", "centre_line"),
    )
