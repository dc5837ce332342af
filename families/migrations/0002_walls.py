"""Composite keys, the search column, uniqueness that follows the family's state, and columns that stay."""

from django.db import migrations

from config.walls import OWN_TABLES, append_only, never_truncated, referable, same_centre, trigger

# What a clerk may type to find a household: its people, inmates and their register numbers, hamlet and village.
SEARCH_FUNCTION = f"""
CREATE FUNCTION family_search_refresh(families bigint[]) RETURNS void LANGUAGE sql {OWN_TABLES} AS $$
    UPDATE families_family f SET search = to_tsvector('simple', concat_ws(' ',
        (SELECT string_agg(m.name, ' ') FROM families_member m WHERE m.family_id = f.id),
        (SELECT string_agg(i.name || ' ' || i.register_number, ' ')
           FROM families_familyinmate t JOIN families_inmate i ON i.id = t.inmate_id WHERE t.family_id = f.id),
        f.hamlet,
        (SELECT v.name || ' ' || d.name FROM centres_region v JOIN centres_region d ON d.id = v.parent_id
          WHERE v.id = f.village_id)))
    WHERE f.id = ANY(families)
$$
"""


def search_trigger(name: str, table: str, event: str, families: str) -> migrations.RunSQL:
    """Refresh the search column of the families that a statement touched (the new rows are in ``changed``)."""
    return trigger(
        name,
        table,
        f"AFTER {event} ON {{table}} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT",
        f"""
        BEGIN
            PERFORM family_search_refresh(ARRAY({families}));
            RETURN NULL;
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("families", "0001_facts"), ("centres", "0002_walls"))

    operations = (
        referable(
            "families_family",
            "families_member",
            "families_inmate",
            "families_initialdetermination",
            "families_registerimport",
        ),
        same_centre(
            ("families_family", "determination_id", "families_initialdetermination"),
            ("families_family", "merged_into_id", "families_family"),
            ("families_member", "family_id", "families_family"),
            ("families_familyinmate", "family_id", "families_family"),
            ("families_familyinmate", "inmate_id", "families_inmate"),
            ("families_assessment", "family_id", "families_family"),
            ("families_registerimportrow", "register_import_id", "families_registerimport"),
            ("families_registerimportrow", "family_id", "families_family"),
        ),
        append_only("families_assessment", "families_initialdetermination", "families_erasure"),
        never_truncated(
            "families_family",
            "families_member",
            "families_inmate",
            "families_familyinmate",
        ),
        migrations.RunSQL(SEARCH_FUNCTION, "DROP FUNCTION family_search_refresh(bigint[])"),
        search_trigger(
            "member_added_refreshes_search", "families_member", "INSERT", "SELECT DISTINCT family_id FROM changed"
        ),
        search_trigger(
            "member_changed_refreshes_search", "families_member", "UPDATE", "SELECT DISTINCT family_id FROM changed"
        ),
        search_trigger(
            "tie_added_refreshes_search", "families_familyinmate", "INSERT", "SELECT DISTINCT family_id FROM changed"
        ),
        search_trigger(
            "inmate_changed_refreshes_search",
            "families_inmate",
            "UPDATE",
            "SELECT DISTINCT t.family_id FROM families_familyinmate t JOIN changed c ON c.id = t.inmate_id",
        ),
        trigger(
            "family_moved_refreshes_search",
            "families_family",
            "BEFORE UPDATE OF village_id, hamlet ON {table} FOR EACH ROW"
            " WHEN (OLD.village_id <> NEW.village_id OR OLD.hamlet <> NEW.hamlet)",
            """
            BEGIN
                NEW.search := to_tsvector('simple', concat_ws(' ',
                    (SELECT string_agg(m.name, ' ') FROM families_member m WHERE m.family_id = NEW.id),
                    (SELECT string_agg(i.name || ' ' || i.register_number, ' ')
                       FROM families_familyinmate t JOIN families_inmate i ON i.id = t.inmate_id
                      WHERE t.family_id = NEW.id),
                    NEW.hamlet,
                    (SELECT v.name || ' ' || d.name FROM centres_region v JOIN centres_region d ON d.id = v.parent_id
                      WHERE v.id = NEW.village_id)));
                RETURN NEW;
            END
            """,
        ),
        # A NIK is unique among active members only: who left, or whose family was merged or ended, doesn't count.
        trigger(
            "member_active_follows",
            "families_member",
            "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW",
            """
            BEGIN
                NEW.active := NEW.left_on IS NULL AND EXISTS (
                    SELECT FROM families_family f
                     WHERE f.id = NEW.family_id AND f.merged_into_id IS NULL AND f.eligibility <> 'ended');
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "family_state_moves_members",
            "families_family",
            "AFTER UPDATE OF merged_into_id, eligibility ON {table} FOR EACH ROW"
            " WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id OR OLD.eligibility <> NEW.eligibility)",
            """
            BEGIN
                UPDATE families_member SET active = active WHERE family_id = NEW.id;
                RETURN NULL;
            END
            """,
        ),
        # Identity columns are emptied by an erasure in the same transaction, and by nothing else.
        trigger(
            "member_personal_columns_stay",
            "families_member",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ((OLD.name <> '' AND NEW.name = '')"
            " OR (OLD.nik_digest IS NOT NULL AND NEW.nik_digest IS NULL)"
            " OR (OLD.birth_date IS NOT NULL AND NEW.birth_date IS NULL))",
            """
            BEGIN
                IF NOT EXISTS (SELECT FROM families_erasure e
                                WHERE e.family_id_erased = OLD.family_id AND e.transaction = txid_current()) THEN
                    RAISE EXCEPTION 'only an erasure empties personal columns'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'member_personal_columns_stay';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "family_personal_columns_stay",
            "families_family",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.kk_digest IS NOT NULL AND NEW.kk_digest IS NULL)",
            """
            BEGIN
                IF NOT EXISTS (SELECT FROM families_erasure e
                                WHERE e.family_id_erased = OLD.id AND e.transaction = txid_current()) THEN
                    RAISE EXCEPTION 'only an erasure empties personal columns'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'family_personal_columns_stay';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
