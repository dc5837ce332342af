"""Names of people, and what a decision about a family rests on, can be read.

A name that an erasure may empty is there when its row begins.
"""

from django.db import migrations

from config.walls import begins_with, readable


class Migration(migrations.Migration):
    dependencies = (
        ("families", "0040_columns_of_lists_are_matched"),
        ("centres", "0028_texts_have_something_to_read"),
    )

    operations = (
        readable("inmate_is_named", "families_inmate", "name", instead_of_says=True),
        readable("member_is_readable", "families_member", optional=("name",)),
        begins_with("member_begins_with_a_name", "families_member", "name"),
        readable("family_is_readable", "families_family", optional=("eligibility_basis", "aid_before_note")),
        readable("proxy_is_readable", "families_proxy", optional=("name", "relation")),
        begins_with("proxy_begins_with_a_name", "families_proxy", "name", "relation"),
        readable("initial_determination_is_readable", "families_initialdetermination", "basis"),
        readable("need_weights_are_readable", "families_needweights", optional=("basis",)),
        readable("erasure_is_readable", "families_erasure", "ground"),
    )
