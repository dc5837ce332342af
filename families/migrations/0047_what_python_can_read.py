"""What PostgreSQL takes and Python reads as nothing: numbers of thousands of digits in JSON, lists within lists."""

from django.db import migrations

from config.walls import CAN_BE_READ, IS_A_DAY, check


class Migration(migrations.Migration):
    dependencies = (("families", "0046_a_proxy_is_authorised_once_by_who_may"),)

    operations = (
        migrations.RunSQL(IS_A_DAY, "DROP FUNCTION is_a_day(text)"),
        migrations.RunSQL(CAN_BE_READ, "DROP FUNCTION can_be_read(jsonb, boolean)"),
        check("import_unread_can_be_read", "families_registerimport", "can_be_read(unread, false)"),
        check("inmate_list_unread_can_be_read", "families_inmatelist", "can_be_read(unread, false)"),
        check(
            "import_row_links_are_a_list",
            "families_registerimportrow",
            "links = '{}' OR array_ndims(links) = 1 AND array_position(links, NULL) IS NULL",
        ),
        check(
            "import_parts_are_a_list",
            "families_registerimport",
            "parts = '{}' OR array_ndims(parts) = 1 AND array_position(parts, NULL) IS NULL",
        ),
    )
