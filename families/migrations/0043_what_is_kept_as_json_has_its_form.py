"""What an import and a list of inmates keep as JSON has the form in which their pages read it."""

from django.db import migrations

from config.walls import check

# Of what was not read each part says its sheet, why, its rows and its titles.
NO_PART = (
    '!exists(@.sheet) || @.sheet.type() != "string" || !exists(@.why) || @.why.type() != "string"'
    ' || !exists(@.rows) || @.rows.type() != "array" || exists(@.rows[*] ? (@.type() != "number"))'
    ' || !exists(@.titles) || @.titles.type() != "array" || exists(@.titles[*] ? (@.type() != "string"))'
)


def list_of(kind: str, column: str, wrong: str = "") -> str:
    """The condition that a column is a list of ``kind``, of which nothing is ``wrong``.

    Strict, for otherwise a list in the list passes for what is in it; what is wrong lax, so that a missing part counts.
    """
    others = f"NOT jsonb_path_exists({column}, 'strict $[*] ? (@.type() != \"{kind}\")')"
    parts = f" AND NOT jsonb_path_exists({column}, '$[*] ? ({wrong})')" if wrong else ""
    return f"CASE WHEN jsonb_typeof({column}) = 'array' THEN {others}{parts} ELSE false END"


def texts_by_number(column: str) -> str:
    wrong = '!(@.key like_regex "^[0-9]+$") || @.value.type() != "string"'
    return (
        f"CASE WHEN jsonb_typeof({column}) = 'object'"
        f" THEN NOT jsonb_path_exists({column}, '$.keyvalue() ? ({wrong})') ELSE false END"
    )


class Migration(migrations.Migration):
    dependencies = (("families", "0042_numbers_in_any_digits"),)

    operations = (
        check("import_unread_has_its_form", "families_registerimport", list_of("object", "unread", NO_PART)),
        check("inmate_list_unread_has_its_form", "families_inmatelist", list_of("object", "unread", NO_PART)),
        check("import_row_codes_has_its_form", "families_registerimportrow", list_of("string", "codes")),
        check("register_columns_fields_has_its_form", "families_registercolumns", texts_by_number("fields")),
    )
