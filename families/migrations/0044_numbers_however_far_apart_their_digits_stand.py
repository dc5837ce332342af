"""A number is one however many signs stand between its digits.

The function stands in the CHECKs of the texts. Rows of before that it now finds are named, and set right by hand; what
the history copied of one has a gap there.
"""

from django.db import migrations

from config.walls import HOLDS_A_NUMBER, TEXTS_ASKED_AGAIN

OF_ANY_DIGITS = HOLDS_A_NUMBER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "regexp_replace(said,", "regexp_replace(public.in_usual_digits(said),"
)
GAPS_IN_HISTORY = r"""
    DO $$
    DECLARE
        copied record;
    BEGIN
        FOR copied IN SELECT e.attrelid::regclass AS tab, e.attname AS col
                        FROM pg_constraint k
                        JOIN pg_class c ON c.oid = k.conrelid
                        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
                        JOIN pg_attribute e ON e.attrelid = to_regclass(c.relname || 'event') AND e.attname = a.attname
                       WHERE k.conname LIKE '%\_texts\_hold\_no\_number'
        LOOP
            EXECUTE format(
                'UPDATE %s SET %I = regexp_replace(public.in_usual_digits(%2$I),'
                ' ''[0-9]([^[:alnum:]]*[0-9]){9,}'', ''…'', ''g'') WHERE holds_a_number(%2$I)',
                copied.tab, copied.col);
        END LOOP;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = (("families", "0043_what_is_kept_as_json_has_its_form"),)

    operations = (migrations.RunSQL([OF_ANY_DIGITS, TEXTS_ASKED_AGAIN, GAPS_IN_HISTORY], migrations.RunSQL.noop),)
