"""A signed paper approves when who signed it was head on that day, and is not who records and submits it alone.

Who is head by the papers the officials say; a name without its titles tells that it is the same person as the account.
"""

from django.db import migrations

from config.walls import trigger

SAME_PERSON = """(o.user_id = u.id
    OR lower(btrim(split_part(o.name, ',', 1))) = lower(btrim(split_part(u.full_name, ',', 1))))"""
TWO_PEOPLE = """NEW.submitted_by_id <> NEW.approved_by_id
    AND role_held(NEW.approved_by_id, NEW.centre_id, NEW.approved_at, ARRAY['head'])"""
ONE_OFFICER = """EXISTS (SELECT FROM centres_centre WHERE id = NEW.centre_id AND single_officer)
    AND NOT EXISTS (SELECT FROM centres_membership m
                     WHERE m.centre_id = NEW.centre_id AND m.role = 'head' AND m.user_id <> NEW.approved_by_id
                       AND role_held(m.user_id, NEW.centre_id, NEW.approved_at, ARRAY['head']))"""


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0068_a_picture_is_there_once"),
        ("centres", "0032_a_centre_keeps_an_administrator"),
    )

    operations = (
        trigger(
            "round_paper_signed_by_its_head",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN (OLD.state = 'submitted' AND NEW.state = 'approved' AND NEW.paper_signed_on IS NOT NULL)",
            f"""
            BEGIN
                PERFORM FROM centres_official o JOIN centres_user u ON u.id = NEW.approved_by_id
                  WHERE o.centre_id = NEW.centre_id AND o.function = 'head' AND o.name = NEW.paper_signer
                    AND NEW.paper_signed_on BETWEEN o.starts_on AND coalesce(o.ends_on, 'infinity')
                 HAVING count(*) > 0 AND (NOT bool_or({SAME_PERSON} IS TRUE) OR {TWO_PEOPLE} OR {ONE_OFFICER});
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'a paper is signed by who was head on that day, and recorded by somebody else'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_paper_signed_by_its_head';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
