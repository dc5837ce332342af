"""What stood in the column that went is written over: a dropped column stays in the files of its table until then."""

from django.db import migrations

TABLE = "distributions_recipient"


class Migration(migrations.Migration):
    dependencies = (("distributions", "0036_digits_of_recipients_are_sealed"),)

    operations = (
        migrations.RunSQL(
            [f"CLUSTER {TABLE} USING {TABLE}_pkey", f"ALTER TABLE {TABLE} SET WITHOUT CLUSTER"],
            migrations.RunSQL.noop,
        ),
    )
