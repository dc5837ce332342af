"""Items, packages and suppliers stay with their centre, and contents with their package."""

from django.db import migrations

from config.walls import stays


class Migration(migrations.Migration):
    dependencies = (("aid", "0003_no_more_comes_back_than_went_out"),)

    operations = (
        stays("aid_item"),
        stays("aid_package"),
        stays("aid_packageversion", "package_id"),
        stays("aid_packageline", "version_id"),
        stays("aid_supplier"),
    )
