"""What stood in the columns that went is written over: a dropped column stays in the files of its table until then.

By itself, since no table is written anew in a transaction that changed it.
"""

from django.db import migrations

TABLES = ("families_member", "families_memberevent", "families_family", "families_familyevent")


class Migration(migrations.Migration):
    dependencies = (("families", "0019_nothing_of_a_number_stands_in_clear"),)

    operations = (
        migrations.RunSQL(
            [
                statement
                for table in TABLES
                for statement in (f"CLUSTER {table} USING {table}_pkey", f"ALTER TABLE {table} SET WITHOUT CLUSTER")
            ],
            migrations.RunSQL.noop,
        ),
    )
