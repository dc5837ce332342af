"""A round that a head sent back is kept in outline with his note, so that he reads what was changed when it comes again."""

from django.db import migrations, models

from config.walls import check

TEXTS = ("key", "when", "contents", "source", "officials", "staff", "letterhead")
LISTS = ("places", "route", "families", "reserve", "excluded")
WRONG = " || ".join(
    (
        *(f'!exists(@.{name}) || @.{name}.type() != "string"' for name in TEXTS),
        '!exists(@.packages) || @.packages.type() != "number"',
        *(
            f'!exists(@.{name}) || @.{name}.type() != "array" || exists(@.{name}[*] ? (@.type() != "number"))'
            for name in LISTS
        ),
    )
)


class Migration(migrations.Migration):
    dependencies = (("distributions", "0071_a_photo_of_a_house_is_nothing_else"),)

    operations = (
        migrations.AddField("roundtransition", "shown", models.JSONField(default=dict, editable=False)),
        check(
            "round_transition_shown_has_its_form",
            "distributions_roundtransition",
            "CASE WHEN shown = '{}' THEN true WHEN to_state = 'draft' AND jsonb_typeof(shown) = 'object'"
            f" THEN NOT jsonb_path_exists(shown, '$ ? ({WRONG})') ELSE false END",
        ),
    )
