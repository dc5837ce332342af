"""No goods and nobody who brings them is without a name."""

from django.db import migrations

from config.walls import says


class Migration(migrations.Migration):
    dependencies = (("aid", "0012_chosen_words_are_known"),)

    operations = (
        says("item_is_named", "aid_item", "name", "unit"),
        says("package_is_named", "aid_package", "name"),
        says("supplier_is_named", "aid_supplier", "name"),
    )
