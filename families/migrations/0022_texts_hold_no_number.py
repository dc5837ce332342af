"""No number of a person stands in a text of the register; what the history copied of one has a gap there.

Rows of before that hold one are named, and set right by hand: a phone number among remarks may stand nowhere else.
"""

from django.db import migrations

from config.walls import HOLDS_A_NUMBER, no_number

HISTORIES = {
    "families_familyevent": ("hamlet", "street", "landmark", "remarks", "eligibility_basis", "aid_before_note"),
    "families_memberevent": ("name", "birth_place"),
    "families_inmateevent": ("name", "register_number"),
}
GAP = (
    "UPDATE {table} SET {column} = regexp_replace({column}, '[0-9]([^[:alnum:]]{{0,3}}[0-9]){{9,}}', '…', 'g')"
    " WHERE holds_a_number({column})"
)


class Migration(migrations.Migration):
    dependencies = (("families", "0021_chosen_words_are_known"),)

    operations = (
        migrations.RunSQL(HOLDS_A_NUMBER, "DROP FUNCTION holds_a_number(text)"),
        migrations.RunSQL(
            [GAP.format(table=table, column=column) for table, columns in HISTORIES.items() for column in columns],
            migrations.RunSQL.noop,
        ),
        no_number("families_family", "family", *HISTORIES["families_familyevent"]),
        no_number("families_member", "member", *HISTORIES["families_memberevent"]),
        no_number("families_inmate", "inmate", *HISTORIES["families_inmateevent"]),
        no_number("families_registerimport", "register_import", "file_name", "sheet"),
        no_number("families_registerimportrow", "register_import_row", "sheet"),
        no_number("families_assessment", "assessment", "notes", old_rows=False),
        no_number("families_initialdetermination", "initial_determination", "basis", old_rows=False),
        no_number("families_erasure", "erasure", "ground", old_rows=False),
    )
