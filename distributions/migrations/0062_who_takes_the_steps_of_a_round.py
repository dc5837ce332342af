"""Who takes a step of a round, changes or corrects it has a role for it on that day, as for its approval.

The views ask for the same roles (``centres/roles.py``). A round that was wrong before goes on.
"""

from django.db import migrations

from config.walls import done_by, trigger

# Each step with the roles that may take it. Whoever records a signed paper submits what it approves.
STEPS = {
    "submitted": ("coordinator", "head"),
    "issued": ("storekeeper", "coordinator"),
    "closed": ("coordinator",),
    "cancelled": ("coordinator", "head"),
}
NAME = "round_steps_by_who_may"


def wrong(step: str, roles: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{role}'" for role in roles)
    return (
        f"(NEW.{step}_by_id IS NOT NULL AND (OLD.{step}_by_id, OLD.{step}_at) IS DISTINCT FROM"
        f" (NEW.{step}_by_id, NEW.{step}_at)"
        f" AND NOT role_held(NEW.{step}_by_id, NEW.centre_id, NEW.{step}_at, ARRAY[{listed}]))"
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0061_steps_of_a_round_are_what_they_say"),)

    operations = (
        trigger(
            NAME,
            "distributions_round",
            "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> NEW.state)",
            f"""
            BEGIN
                IF {" OR ".join(wrong(step, roles) for step, roles in STEPS.items())} THEN
                    RAISE EXCEPTION 'who takes a step of a round has a role for it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}';
                END IF;
                RETURN NULL;
            END
            """,
        ),
        trigger(
            "round_sent_back_by_the_head",
            "distributions_roundtransition",
            "AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.to_state = 'draft')",
            """
            BEGIN
                IF NOT role_held(NEW.by_id, NEW.centre_id, NEW.at, ARRAY['head']) THEN
                    RAISE EXCEPTION 'the head sends a round back'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_sent_back_by_the_head';
                END IF;
                RETURN NULL;
            END
            """,
        ),
        done_by("round_change_by_the_coordinator", "distributions_roundchange", "by_id", "at", "coordinator"),
        done_by("correction_by_the_head", "distributions_correction", "by_id", "at", "head"),
    )
