"""Of a family's proxies one name is authorised once at a time, by who may, and of a family that is there.

Rows of before are let be: what a form took then is ended, or ends, as it is.
"""

from django.db import migrations

from config.walls import done_by, has_happened, trigger

# The form compares names whatever their capitals and the spaces between.
ONCE = """
BEGIN
    PERFORM FROM families_family WHERE id = NEW.family_id FOR NO KEY UPDATE;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
       OR EXISTS (SELECT FROM families_proxy p
                   WHERE p.family_id = NEW.family_id AND lower(p.name) = lower(NEW.name)
                     AND p.from_on <= coalesce(NEW.until, 'infinity')
                     AND NEW.from_on <= coalesce(p.until, 'infinity')) THEN
        RAISE EXCEPTION 'one name is a proxy of a family once at a time'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_is_there_once';
    END IF;
    RETURN NEW;
END
"""
OF_WHO_IS_THERE = """
BEGIN
    PERFORM FROM families_family WHERE id = NEW.family_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM families_family f WHERE f.id = NEW.family_id AND f.merged_into_id IS NOT NULL)
       OR EXISTS (SELECT FROM families_erasure e WHERE e.family_id_erased = NEW.family_id) THEN
        RAISE EXCEPTION 'who is merged or erased authorises nobody'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_of_who_is_there';
    END IF;
    RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = (("families", "0045_houses_are_pictured"),)

    operations = (
        trigger("proxy_of_who_is_there", "families_proxy", "BEFORE INSERT ON {table} FOR EACH ROW", OF_WHO_IS_THERE),
        trigger("proxy_is_there_once", "families_proxy", "BEFORE INSERT ON {table} FOR EACH ROW", ONCE),
        has_happened("proxy_has_happened", "families_proxy", moments=("recorded_at",)),
        done_by(
            "proxy_by_who_surveys",
            "families_proxy",
            "recorded_by_id",
            "recorded_at",
            "operator",
            "officer",
            "coordinator",
            strangers=True,
        ),
    )
