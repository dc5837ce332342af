"""The steps of a round follow one another and have happened, and what is written down of a step is that step.

A day is for clocks that go wrong, as in ``walls.has_happened``. A round that was wrong before goes on.
"""

from django.db import migrations

from config.walls import has_happened, trigger

STEPS = ("submitted_at", "approved_at", "issued_at", "closed_at", "cancelled_at")
MOMENTS = ("planned_at", *STEPS)


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


def before(later: str, *earlier: str) -> str:
    """Whether a step lies before one that it follows; without either there is nothing to compare."""
    return f"NEW.{later} < greatest({', '.join(f'NEW.{step}' for step in earlier)}) - interval '1 day'"


OUT_OF_ORDER = " OR ".join(
    (
        before("approved_at", "submitted_at"),
        before("issued_at", "approved_at"),
        before("closed_at", "issued_at"),
        before("cancelled_at", "submitted_at", "approved_at"),
    )
)


def follows(name: str, table: str, step: str, sentence: str) -> migrations.RunSQL:
    """Refuse what is dated before the step of its round on which it rests."""
    return trigger(
        name,
        table,
        "AFTER INSERT ON {table} FOR EACH ROW",
        f"""
        BEGIN
            IF NEW.at < (SELECT {step} FROM distributions_round WHERE id = NEW.round_id) - interval '1 day' THEN
                {refuse(name, sentence)}
            END IF;
            RETURN NULL;
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0060_a_picture_is_of_one_round"),)

    operations = (
        has_happened("round_has_happened", "distributions_round", moments=MOMENTS),
        has_happened("round_transition_has_happened", "distributions_roundtransition", moments=("at",)),
        has_happened("round_change_has_happened", "distributions_roundchange", moments=("at",)),
        has_happened("correction_has_happened", "distributions_correction", moments=("at",)),
        trigger(
            "round_steps_follow_one_another",
            "distributions_round",
            f"AFTER UPDATE ON {{table}} FOR EACH ROW WHEN (({OUT_OF_ORDER})"
            f" AND ({', '.join(f'OLD.{step}' for step in STEPS)})"
            f" IS DISTINCT FROM ({', '.join(f'NEW.{step}' for step in STEPS)}))",
            f"BEGIN {refuse('round_steps_follow_one_another', 'a step follows the one before')} END",
        ),
        follows(
            "round_change_after_approval",
            "distributions_roundchange",
            "approved_at",
            "what was approved is changed after its approval",
        ),
        follows(
            "correction_after_close",
            "distributions_correction",
            "closed_at",
            "what was closed is corrected after its close",
        ),
        trigger(
            "round_transition_was_made",
            "distributions_roundtransition",
            "AFTER INSERT ON {table} FOR EACH ROW",
            f"""
            DECLARE
                last text := (SELECT to_state FROM distributions_roundtransition
                               WHERE round_id = NEW.round_id AND id < NEW.id ORDER BY id DESC LIMIT 1);
                now_is distributions_round := (SELECT r FROM distributions_round r WHERE id = NEW.round_id);
                made_by bigint;
                made_at timestamptz;
            BEGIN
                SELECT CASE NEW.to_state WHEN 'submitted' THEN now_is.submitted_by_id
                                         WHEN 'approved' THEN now_is.approved_by_id
                                         WHEN 'issued' THEN now_is.issued_by_id
                                         WHEN 'closed' THEN now_is.closed_by_id
                                         WHEN 'cancelled' THEN now_is.cancelled_by_id ELSE NEW.by_id END,
                       CASE NEW.to_state WHEN 'submitted' THEN now_is.submitted_at
                                         WHEN 'approved' THEN now_is.approved_at
                                         WHEN 'issued' THEN now_is.issued_at
                                         WHEN 'closed' THEN now_is.closed_at
                                         WHEN 'cancelled' THEN now_is.cancelled_at ELSE NEW.at END
                  INTO made_by, made_at;
                IF (NEW.from_state = coalesce(last, 'draft') AND NEW.to_state = now_is.state
                    AND NEW.from_state <> NEW.to_state AND NEW.by_id = made_by AND NEW.at = made_at) IS NOT TRUE THEN
                    {refuse("round_transition_was_made", "a step is written down as it was made")}
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
