"""Nobody approves a round alone: a head who did not submit it does, or a signed paper whose photo is kept.

The walls stand at the step to approval, and what was approved is frozen: rounds that were approved on paper before a
photo was asked for stay as they are, and go on to their end.
"""

from django.db import migrations, models

from config.walls import OWN_TABLES, trigger


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


APPROVED = "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'submitted' AND NEW.state = 'approved'"

# Who holds one of the roles in the centre when it is decided; acting heads hold theirs until it ends.
ROLE_HELD = f"""
CREATE FUNCTION role_held(the_user bigint, the_centre bigint, at timestamptz, roles text[])
    RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT EXISTS (
        SELECT FROM centres_membership m
          JOIN centres_user u ON u.id = m.user_id AND u.is_active
          JOIN centres_centre c ON c.id = m.centre_id
         WHERE m.user_id = the_user AND m.centre_id = the_centre AND m.role = ANY (roles)
           AND (at AT TIME ZONE c.time_zone)::date BETWEEN m.starts_on AND coalesce(m.ends_on, 'infinity'))
$$
"""

ALONE = """
CREATE OR REPLACE FUNCTION round_approved_alone_where_one_officer() RETURNS trigger LANGUAGE plpgsql{own} AS $$
BEGIN
    IF {condition} THEN
        {refusal}
    END IF;
    RETURN NEW;
END
$$
"""
NO_SINGLE_OFFICER = "NOT EXISTS (SELECT FROM centres_centre WHERE id = NEW.centre_id AND single_officer)"
SECOND_HEAD = (
    "EXISTS (SELECT FROM centres_membership m WHERE m.centre_id = NEW.centre_id AND m.role = 'head'"
    " AND m.user_id <> NEW.approved_by_id"
    " AND role_held(m.user_id, NEW.centre_id, NEW.approved_at, ARRAY['head']))"
)


def alone_unless(condition: str) -> str:
    """The function behind the wall of 0006, which refuses to approve alone under this condition."""
    refusal = refuse("round_approved_alone_where_one_officer", "this centre has a second officer who approves")
    return ALONE.format(own=OWN_TABLES, condition=condition, refusal=refusal)


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0015_sealed_reports_keep_their_form"),
        ("centres", "0008_sealed_secrets_keep_their_form"),
    )

    operations = (
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=models.Q(approved_alone=False)
                | models.Q(approved_by=models.F("submitted_by"), paper_signed_on=None),
                name="round_approved_alone_by_who_submitted",
            ),
        ),
        migrations.RunSQL(ROLE_HELD, "DROP FUNCTION role_held(bigint, bigint, timestamptz, text[])"),
        migrations.RunSQL(alone_unless(f"{NO_SINGLE_OFFICER} OR {SECOND_HEAD}"), alone_unless(NO_SINGLE_OFFICER)),
        # On paper, who approved is who signed; approved_by only recorded it.
        trigger(
            "round_approved_by_its_head",
            "distributions_round",
            f"{APPROVED})",
            f"""
            BEGIN
                IF NOT role_held(NEW.approved_by_id, NEW.centre_id, NEW.approved_at,
                                 CASE WHEN NEW.paper_signed_on IS NULL THEN ARRAY['head']
                                      ELSE ARRAY['head', 'coordinator'] END) THEN
                    {refuse("round_approved_by_its_head", "the head of the centre approves")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # As the owner, who may hold the row of the photo: one paper is not taken for two rounds at once.
        trigger(
            "round_approved_on_a_signed_paper",
            "distributions_round",
            f"{APPROVED} AND (NEW.paper_signed_on IS NOT NULL OR NEW.paper_signer <> '' OR NEW.paper_photo_id IS NOT NULL))",
            f"""
            BEGIN
                PERFORM FROM centres_storedfile
                  WHERE id = NEW.paper_photo_id AND centre_id = NEW.centre_id AND kind = 'approval'
                    FOR NO KEY UPDATE;
                IF NOT FOUND OR NEW.paper_signer !~ '\\S' OR NEW.paper_signed_on IS NULL
                   OR NEW.paper_signed_on < NEW.date - 92 OR NEW.paper_signed_on >
                   (SELECT (NEW.approved_at AT TIME ZONE time_zone)::date FROM centres_centre WHERE id = NEW.centre_id)
                   OR EXISTS (SELECT FROM distributions_round
                               WHERE centre_id = NEW.centre_id AND paper_photo_id = NEW.paper_photo_id AND id <> NEW.id)
                THEN
                    {refuse("round_approved_on_a_signed_paper", "a signed paper has its day, its signer and its photo")}
                END IF;
                RETURN NEW;
            END
            """,
            definer=True,
        ),
    )
