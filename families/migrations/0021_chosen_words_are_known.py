"""Where one of some words is chosen from, no other word is kept: no page that shows it would open."""

from django.db import migrations

from config.walls import known_words

# "-" stands for none.
KNOWN = {
    "families_inmate": {
        "status": "held released transferred deceased",
    },
    "families_family": {
        "eligibility": "proposed eligible rejected suspended ended",
    },
    "families_member": {
        "sex": "- L P",
    },
    "families_familyinmate": {
        "relation": "wife husband mother father child older_sibling younger_sibling parent_in_law grandparent other",
    },
    "families_assessment": {
        "housing": "own family rent unfit",
    },
    "families_registerimportrow": {
        "status": "valid review invalid duplicate",
    },
}


class Migration(migrations.Migration):
    dependencies = (("families", "0020_tables_are_written_anew"),)

    operations = (known_words(KNOWN),)
