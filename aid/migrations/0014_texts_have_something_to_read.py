"""What goods are called, and why they are lost or counted, can be read."""

from django.db import migrations

from config.walls import readable


class Migration(migrations.Migration):
    dependencies = (
        ("aid", "0013_names_say_something"),
        ("centres", "0028_texts_have_something_to_read"),
    )

    operations = (
        readable("item_is_named", "aid_item", "name", "unit", instead_of_says=True),
        readable("package_is_named", "aid_package", "name", instead_of_says=True),
        readable("supplier_is_named", "aid_supplier", "name", instead_of_says=True),
        readable("movement_is_readable", "aid_movement", optional=("reason",)),
    )
