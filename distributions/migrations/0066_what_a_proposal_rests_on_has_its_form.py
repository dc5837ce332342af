"""What a proposal rests on, and what the rotation said, have the form in which pages read them."""

from django.db import migrations

from config.walls import check

DATE = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
DATES = ("date", "month")
RULES = ("stops_per_round", "family_rest_months", "village_rest_rounds", "every_months")


def empty_or(column: str, wrong: str) -> str:
    return (
        f"CASE WHEN {column} = '{{}}' THEN true WHEN jsonb_typeof({column}) = 'object'"
        f" THEN NOT jsonb_path_exists({column}, '$ ? ({wrong})') ELSE false END"
    )


RESTS_ON = " || ".join(
    (
        *(f'!exists(@.{name}) || @.{name}.type() != "string" || !(@.{name} like_regex "{DATE}")' for name in DATES),
        *(f'!exists(@.{name}) || @.{name}.type() != "number"' for name in RULES),
    )
)
PROPOSED = (
    '!exists(@.of) || @.of.type() != "string" || !exists(@.families) || @.families.type() != "string"'
    ' || !exists(@.way) || @.way.type() != "array" || exists(@.way[*] ? (@.type() != "number"))'
)


class Migration(migrations.Migration):
    dependencies = (("distributions", "0065_a_pause_is_there_once"),)

    operations = (
        check("round_planned_for_has_its_form", "distributions_round", empty_or("planned_for", RESTS_ON)),
        check("round_proposed_has_its_form", "distributions_round", empty_or("proposed", PROPOSED)),
    )
