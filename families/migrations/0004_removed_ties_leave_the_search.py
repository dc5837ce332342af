"""Who is no longer tied to a family is no longer found with it."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("families", "0003_rows_of_several_sheets"),)

    operations = (
        trigger(
            "tie_removed_refreshes_search",
            "families_familyinmate",
            "AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
            """
            BEGIN
                PERFORM family_search_refresh(ARRAY(SELECT DISTINCT family_id FROM gone));
                RETURN NULL;
            END
            """,
        ),
    )
