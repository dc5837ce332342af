"""Where one of some words is chosen from, no other word is kept: no page that shows it would open."""

from django.db import migrations

from config.walls import known_words

# "-" stands for none.
KNOWN = {
    "aid_item": {
        "kind": "rice sugar oil milk fish eggs noodles other",
    },
    "aid_supplier": {
        "kind": "canteen shop donor staff",
    },
    "aid_receipt": {
        "terms": "gift bought account",
    },
    "aid_movement": {
        "kind": "receipt issue return supplier loss count reversal",
    },
}


class Migration(migrations.Migration):
    dependencies = (("aid", "0011_names_are_there_once"),)

    operations = (known_words(KNOWN),)
