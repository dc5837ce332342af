"""A picture is a photo of its round once: who took back the consent of one copy left the others to be published.

Of copies that are there the first stays, with the consent that all of them had.
"""

from django.db import migrations, models

ONE_OF_EACH = """
    SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
           set_config('pghistory.context_metadata', '{"actor": "migrate"}', true);
    UPDATE distributions_photo p SET may_publish = false, in_report = false
     WHERE EXISTS (SELECT FROM distributions_photo q WHERE q.file_id = p.file_id AND NOT q.may_publish)
       AND p.may_publish;
    DELETE FROM distributions_photo p USING distributions_photo q WHERE q.file_id = p.file_id AND q.id < p.id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0067_nobody_erased_gets_a_place"),)

    operations = (
        migrations.RunSQL(ONE_OF_EACH, migrations.RunSQL.noop),
        migrations.AddConstraint("photo", models.UniqueConstraint(fields=("file",), name="photo_is_there_once")),
    )
