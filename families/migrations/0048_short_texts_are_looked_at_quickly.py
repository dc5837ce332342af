"""Whether a text holds a number, and whether JSON can be read, is told at once of nearly all.

Both functions stand in CHECKs. What decides goes on under another name; before it stands what PostgreSQL writes into
the CHECK itself, so that no function is called for it. They say of everything what they said: no sign gives more digits
than it has bytes, and only a day from the 29th on may be one that there isn't.
"""

from django.db import migrations

from config.walls import CAN_BE_READ, HOLDS_A_NUMBER

LONG_TEXT_HOLDS_A_NUMBER = HOLDS_A_NUMBER.replace("holds_a_number", "long_text_holds_a_number").replace(
    "regexp_replace(said,", "regexp_replace(public.in_usual_digits(said),"
)
AS_BEFORE = LONG_TEXT_HOLDS_A_NUMBER.replace("CREATE FUNCTION long_text_", "CREATE OR REPLACE FUNCTION ")
HOLDS_A_NUMBER_AT_ONCE = """
    CREATE OR REPLACE FUNCTION holds_a_number(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT octet_length(said) >= 10 AND public.long_text_holds_a_number(said)
    $$
"""
EACH_PART_CAN_BE_READ = CAN_BE_READ.replace("can_be_read", "each_part_can_be_read")
READ_AS_BEFORE = CAN_BE_READ.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
CAN_BE_READ_AT_ONCE = """
    CREATE OR REPLACE FUNCTION can_be_read(said jsonb, with_days boolean) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT said::text !~ '[0-9]{16}|-(29|3[01])"' OR public.each_part_can_be_read(said, with_days)
    $$
"""


class Migration(migrations.Migration):
    dependencies = (("families", "0047_what_python_can_read"),)

    operations = (
        migrations.RunSQL(
            [LONG_TEXT_HOLDS_A_NUMBER, HOLDS_A_NUMBER_AT_ONCE],
            [AS_BEFORE, "DROP FUNCTION long_text_holds_a_number(text)"],
        ),
        migrations.RunSQL(
            [EACH_PART_CAN_BE_READ, CAN_BE_READ_AT_ONCE],
            [READ_AS_BEFORE, "DROP FUNCTION each_part_can_be_read(jsonb, boolean)"],
        ),
    )
