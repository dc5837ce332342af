"""Whatever weakens somebody's way to sign in stands in the access log: the database writes the line by itself.

That a second factor is gone, and that a password is another one, is in no history: both are secrets. The line names the
actor of the history's context; where that is no user, the person whose account it is. And what opens more (the days
and the kind of a role, the flags of an account) changes with its history or not at all.
"""

from django.db import migrations

from config.walls import OWN_TABLES, seen_in_history, trigger

ACCESS_CHANGED = f"""
CREATE FUNCTION access_changed(the_user bigint, what text) RETURNS void LANGUAGE sql VOLATILE {OWN_TABLES} AS $$
    INSERT INTO centres_accesslog (centre_id, at, actor_id, action, subject_kind, subject_id, detail)
    SELECT DISTINCT m.centre_id, now(), coalesce(actor.id, the_user), 'reset', 'centres.user', the_user, what
      FROM (SELECT nullif(current_setting('pghistory.context_metadata', true), '')::jsonb->>'actor' AS by) context
      LEFT JOIN centres_user actor ON actor.id::text = context.by
      LEFT JOIN centres_membership m ON m.user_id = the_user AND (m.ends_on IS NULL OR m.ends_on >= current_date)
$$
"""


class Migration(migrations.Migration):
    dependencies = (("centres", "0023_signed_pages"), ("mfa", "0003_authenticator_type_uniq"))

    operations = (
        migrations.RunSQL(ACCESS_CHANGED, "DROP FUNCTION access_changed(bigint, text)"),
        trigger(
            "second_factor_off_is_logged",
            "mfa_authenticator",
            "AFTER DELETE ON {table} FOR EACH ROW WHEN (OLD.type = 'totp')",
            "BEGIN PERFORM access_changed(OLD.user_id, 'second factor'); RETURN NULL; END",
        ),
        trigger(
            "another_password_is_logged",
            "centres_user",
            # An account begins with a password that nothing opens.
            "AFTER UPDATE OF password ON {table} FOR EACH ROW"
            " WHEN (OLD.password <> NEW.password AND OLD.password <> '' AND OLD.password NOT LIKE '!%')",
            "BEGIN PERFORM access_changed(NEW.id, 'another password'); RETURN NULL; END",
        ),
        seen_in_history(
            "seen_in_history_of_users", "centres_user", "username", "is_active", "is_staff", "is_superuser"
        ),
        seen_in_history(
            "seen_in_history_of_memberships", "centres_membership", "user_id", "role", "starts_on", "ends_on"
        ),
    )
