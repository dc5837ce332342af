"""A family is erased, or gets a place in an open round, and of two who do this at the same moment the second is refused.

Both hold the family, and ask after that; a place without a name would stand in the round else, and on its papers.
"""

from django.db import migrations

from config.walls import OWN_TABLES, trigger

# A row that is only inserted writes nothing into the family, so an older snapshot would not see it.
ERASURE = """
CREATE OR REPLACE FUNCTION erasure_after_its_rounds() RETURNS trigger LANGUAGE plpgsql {own} AS $$
BEGIN{holds}
    IF EXISTS (SELECT FROM distributions_recipient p JOIN distributions_round r ON r.id = p.round_id
                WHERE p.family_id = NEW.family_id_erased AND r.state NOT IN ('closed', 'cancelled')){snapshot} THEN
        RAISE EXCEPTION 'a round of this family is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_after_its_rounds';
    END IF;
    RETURN NEW;
END $$
"""
HOLDS = """
    PERFORM FROM families_family WHERE id = NEW.family_id_erased FOR NO KEY UPDATE;"""
SNAPSHOT = """
       OR current_setting('transaction_isolation') IN ('repeatable read', 'serializable')"""
PLACE = """
BEGIN
    PERFORM FROM families_family WHERE id IN (SELECT family_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM fresh p
          JOIN families_erasure e ON e.family_id_erased = p.family_id
          JOIN distributions_round r ON r.id = p.round_id
         WHERE r.state NOT IN ('closed', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'an erased family gets no place'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_is_not_erased';
    END IF;
    RETURN NULL;
END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0066_what_a_proposal_rests_on_has_its_form"),)

    operations = (
        migrations.RunSQL(
            ERASURE.format(own=OWN_TABLES, holds=HOLDS, snapshot=SNAPSHOT),
            ERASURE.format(own=OWN_TABLES, holds="", snapshot=""),
        ),
        trigger(
            "recipient_is_not_erased",
            "distributions_recipient",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
            PLACE,
        ),
    )
