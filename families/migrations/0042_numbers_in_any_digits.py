"""A number is one in whatever digits: those of other scripts, wide ones, in circles and on keys.

The function stands in the CHECKs of the texts, which ask it of rows that are written from now on.
"""

import sys
import unicodedata

from django.db import migrations

from config.walls import HOLDS_A_NUMBER


def other_digits() -> dict[str, str]:
    """The signs that NFKC leaves as they are, by the digit that they mean."""
    signs = map(chr, range(128, sys.maxunicode + 1))
    found = {sign: unicodedata.digit(sign, None) for sign in signs if unicodedata.normalize("NFKC", sign) == sign}
    return {sign: str(digit) for sign, digit in found.items() if digit is not None}


DIGITS = other_digits()
# Of text that is ASCII, as nearly all is, nothing is looked up.
IN_USUAL_DIGITS = f"""
    CREATE FUNCTION public.in_usual_digits(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN octet_length(said) = char_length(said) THEN said
               ELSE translate(normalize(said, NFKC), '{"".join(DIGITS)}', '{"".join(DIGITS.values())}') END
    $$
"""
OF_ANY_DIGITS = HOLDS_A_NUMBER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "regexp_replace(said,", "regexp_replace(public.in_usual_digits(said),"
)
OF_USUAL_DIGITS = HOLDS_A_NUMBER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = (("families", "0041_texts_have_something_to_read"),)

    operations = (
        migrations.RunSQL(
            [IN_USUAL_DIGITS, OF_ANY_DIGITS], [OF_USUAL_DIGITS, "DROP FUNCTION public.in_usual_digits(text)"]
        ),
    )
