"""Of two items, packages or suppliers of a centre whose names differ in capitals alone, nobody knows which is meant."""

from django.db import migrations
from django.db.models import UniqueConstraint
from django.db.models.functions import Lower


def _once(model: str) -> tuple[migrations.RemoveConstraint, migrations.AddConstraint]:
    article = "an" if model == "item" else "a"
    rule = UniqueConstraint(
        "centre",
        Lower("name"),
        name=f"{model}_name_once",
        violation_error_message=f"There is already {article} {model} of this name.",
    )
    return migrations.RemoveConstraint(model, f"{model}_name_once"), migrations.AddConstraint(model, rule)


class Migration(migrations.Migration):
    dependencies = (("aid", "0010_moments_in_our_time"),)

    operations = (*_once("item"), *_once("package"), *_once("supplier"))
