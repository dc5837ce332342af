"""Entries of one family are merged outside of open rounds, and two rounds are not approved with two of them."""

from django.db import migrations

from config.walls import OWN_TABLES, trigger

# Both are held by whoever merges, and by an approval. Who is in reserve in a draft has no place yet.
BOTH = """
BEGIN
    IF (SELECT count(DISTINCT CASE WHEN p.family_id = NEW.id THEN 'goes' ELSE 'stays' END)
          FROM distributions_recipient p JOIN distributions_round r ON r.id = p.round_id
         WHERE r.state NOT IN ('closed', 'cancelled') AND NOT (r.state = 'draft' AND p.state = 'reserve')
           AND p.family_id IN (SELECT g.id FROM families_family g
                                WHERE g.id IN (NEW.id, NEW.merged_into_id) OR g.merged_into_id = NEW.merged_into_id)
       ) = 2 THEN
        RAISE EXCEPTION 'both entries have a place in an open round'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'family_merged_outside_open_rounds';
    END IF;
    RETURN NEW;
END
"""
APPROVAL = """
CREATE OR REPLACE FUNCTION round_approved_without_doubles() RETURNS trigger LANGUAGE plpgsql {own} AS $$
BEGIN
    PERFORM FROM families_family f
      WHERE f.id IN (SELECT family_id FROM distributions_recipient WHERE round_id = NEW.id AND state = 'planned')
      ORDER BY f.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM distributions_recipient mine{group}
          JOIN distributions_recipient other ON other.family_id = {family} AND other.round_id <> mine.round_id
          JOIN distributions_round r ON r.id = other.round_id
         WHERE mine.round_id = NEW.id AND mine.state = 'planned' AND other.state = 'planned'
           AND r.state IN ('approved', 'issued')
    ) THEN
        RAISE EXCEPTION 'a family waits in another approved round'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_approved_without_doubles';
    END IF;
    RETURN NEW;
END $$
"""
RESERVE = """
CREATE OR REPLACE FUNCTION reserve_without_doubles() RETURNS trigger LANGUAGE plpgsql {own} AS $$
BEGIN
    IF round_state(NEW.round_id) NOT IN ('approved', 'issued') THEN
        RETURN NEW;
    END IF;
    PERFORM FROM families_family WHERE id = NEW.family_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM distributions_recipient other JOIN distributions_round r ON r.id = other.round_id
         WHERE other.family_id {family} AND other.round_id <> NEW.round_id AND other.state = 'planned'
           AND r.state IN ('approved', 'issued')
    ) THEN
        RAISE EXCEPTION 'this family waits in another approved round'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserve_without_doubles';
    END IF;
    RETURN NEW;
END $$
"""
GROUP = """
          JOIN families_family f ON f.id = mine.family_id
          JOIN families_family g ON coalesce(f.merged_into_id, f.id) IN (g.id, g.merged_into_id)"""
ENTRIES = """IN (SELECT g.id FROM families_family f JOIN families_family g
                                          ON coalesce(f.merged_into_id, f.id) IN (g.id, g.merged_into_id)
                                       WHERE f.id = NEW.family_id)"""


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0040_rounds_stay_by_their_misses"),
        ("families", "0024_merged_entries_count_for_the_family"),
    )

    operations = (
        trigger(
            "family_merged_outside_open_rounds",
            "families_family",
            "BEFORE UPDATE OF merged_into_id ON {table} FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL"
            " AND OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)",
            BOTH,
        ),
        migrations.RunSQL(
            APPROVAL.format(own=OWN_TABLES, group=GROUP, family="g.id"),
            APPROVAL.format(own=OWN_TABLES, group="", family="mine.family_id"),
        ),
        migrations.RunSQL(
            RESERVE.format(own=OWN_TABLES, family=ENTRIES), RESERVE.format(own=OWN_TABLES, family="= NEW.family_id")
        ),
    )
