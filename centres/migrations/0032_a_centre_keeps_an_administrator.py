"""A centre that has an administrator who stays keeps one: accounts are closed and roles end one after the other.

An administrator who stays has an account that is in use and the role without an end.
"""

from django.db import migrations

from config.walls import OWN_TABLES

FUNCTION = f"""
    CREATE FUNCTION centre_keeps_an_administrator() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER{OWN_TABLES} AS $$
    DECLARE
        theirs bigint[];
        one bigint;
    BEGIN
        IF TG_TABLE_NAME = 'centres_user' THEN
            theirs := ARRAY(SELECT centre_id FROM centres_membership
                             WHERE user_id = OLD.id AND role = 'admin' AND ends_on IS NULL);
        ELSE
            theirs := ARRAY[OLD.centre_id];
        END IF;
        -- Of two who do so at once, the second finds what the first has done.
        FOR one IN SELECT id FROM centres_centre WHERE id = ANY (theirs) ORDER BY id FOR NO KEY UPDATE LOOP
            IF NOT EXISTS (
                SELECT FROM centres_membership m JOIN centres_user u ON u.id = m.user_id AND u.is_active
                 WHERE m.centre_id = one AND m.role = 'admin' AND m.ends_on IS NULL
            ) THEN
                RAISE EXCEPTION 'a centre keeps an administrator'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'centre_keeps_an_administrator';
            END IF;
        END LOOP;
        RETURN NULL;
    END
    $$
"""
USER = """
    CREATE TRIGGER centre_keeps_an_administrator AFTER UPDATE ON centres_user
       FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
       EXECUTE FUNCTION centre_keeps_an_administrator()
"""
MEMBERSHIP = """
    CREATE TRIGGER centre_keeps_an_administrator AFTER UPDATE ON centres_membership
       FOR EACH ROW WHEN (OLD.role = 'admin' AND OLD.ends_on IS NULL AND (
           NEW.ends_on IS NOT NULL OR NEW.role <> 'admin' OR NEW.user_id <> OLD.user_id
           OR NEW.centre_id IS DISTINCT FROM OLD.centre_id))
       EXECUTE FUNCTION centre_keeps_an_administrator()
"""


class Migration(migrations.Migration):
    dependencies = (("centres", "0031_officials_without_nip_are_there_once"),)

    operations = (
        migrations.RunSQL(
            [FUNCTION, USER, MEMBERSHIP],
            [
                "DROP TRIGGER centre_keeps_an_administrator ON centres_membership",
                "DROP TRIGGER centre_keeps_an_administrator ON centres_user",
                "DROP FUNCTION centre_keeps_an_administrator()",
            ],
        ),
    )
