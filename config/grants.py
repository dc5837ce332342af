"""What the application's login may do, table by table: the walls against a slip, a bug and a stranger's SQL.

``GRANTS`` names every table of the database but those of the history, which its triggers alone write. A table that is
missing from it, or the reverse, stops ``migrate``.
UPDATE may be limited to columns: ``"SELECT, INSERT, UPDATE (closed_at)"``. No table is ever granted TRUNCATE.
"""

from collections.abc import Set
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from psycopg import sql

READ = "SELECT"
APPEND = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
FULL = "SELECT, INSERT, UPDATE, DELETE"

GRANTS: dict[str, str] = {
    # Django and the packages
    "account_emailaddress": FULL,
    "account_emailconfirmation": FULL,
    "auth_group": FULL,
    "auth_group_permissions": FULL,
    "auth_permission": READ,  # written by migrate, as is the next
    "django_admin_log": APPEND,
    "django_content_type": READ,
    "django_migrations": READ,
    "django_session": FULL,
    "mfa_authenticator": FULL,
    "pghistory_context": READ,  # the actor stands in each event; nothing is written here
    "throttle": FULL,  # the cache table: used codes, and counts that need no page
    # Where we are and who we are. Regions and keys are written by the owner's commands only.
    "centres_region": READ,
    "centres_datakey": READ,
    "centres_accesslog": APPEND,
    "centres_storedfile": APPEND,
    "centres_pixeldigest": APPEND,
    "centres_failedsignin": "SELECT, INSERT, DELETE",  # what was right goes at once, the rest by age
    "centres_liftedwait": APPEND,
    "centres_sentform": APPEND,
    "centres_centre": CHANGE,
    "centres_letterhead": CHANGE,
    "centres_official": CHANGE,
    "centres_user": CHANGE,
    "centres_user_groups": FULL,
    "centres_user_user_permissions": FULL,
    "centres_membership": CHANGE,
    # Who receives. People leave the register by their state, never by deletion.
    "families_family": CHANGE,
    "families_member": CHANGE,
    "families_inmate": CHANGE,
    "families_familyinmate": FULL,
    "families_assessment": APPEND,
    "families_needweights": APPEND,
    "families_proxy": "SELECT, INSERT, UPDATE (name, relation, until, ended_by_id)",
    "families_initialdetermination": APPEND,
    "families_erasure": APPEND,
    "families_duplicatedecision": APPEND,
    "families_inmatelist": FULL,
    "families_inmatefinding": FULL,
    "families_remarksread": "SELECT, INSERT, DELETE",  # it goes with an erasure
    "families_registercolumns": FULL,
    "families_registerimport": FULL,
    "families_registerimportrow": FULL,
    # What is given. The balance of a lot is written by the trigger on movements alone.
    "aid_item": CHANGE,
    "aid_package": CHANGE,
    "aid_packageversion": CHANGE,
    "aid_packageline": FULL,
    "aid_supplier": CHANGE,
    "aid_receipt": "SELECT, INSERT, UPDATE (paid_on)",
    "aid_lot": "SELECT, INSERT, UPDATE (code)",  # to lock it needs one: the wall lot_stays_as_it_came lets none change
    "aid_issue": APPEND,
    "aid_movement": APPEND,
    "aid_notepage": "SELECT, INSERT, DELETE",
    # When, where and to whom. A plan is made anew while it is a draft, so its rows may be deleted until then.
    "distributions_programme": CHANGE,
    "distributions_calendarlink": "SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_id)",
    "distributions_pause": FULL,
    "distributions_moveddate": FULL,
    "distributions_round": CHANGE,
    "distributions_roundstaff": FULL,
    "distributions_roundline": FULL,
    "distributions_stop": FULL,
    "distributions_recipient": FULL,
    "distributions_exclusion": FULL,
    "distributions_roundissue": APPEND,
    "distributions_roundtransition": APPEND,
    "distributions_roundchange": APPEND,
    "distributions_handoverreport": APPEND,
    "distributions_reportresolution": APPEND,
    "distributions_noticesettlement": APPEND,
    "distributions_handover": "SELECT, INSERT, UPDATE (voided_at, voided_by_id, void_reason)",
    "distributions_handoverline": APPEND,
    "distributions_correction": APPEND,
    "distributions_attendance": FULL,
    "distributions_photo": FULL,
    "distributions_quote": FULL,
    "distributions_publication": FULL,
    "distributions_papernumber": APPEND,
    "distributions_paperversion": APPEND,
    "distributions_paper": APPEND,
    "distributions_printjob": "SELECT, INSERT, UPDATE (state, done, failure, said, ended_at), DELETE",
    "distributions_signedpage": "SELECT, INSERT, DELETE",
}

# What a connection begins with outweighs what its login was set to: none of this may stop the resetting.
UNHINDERED = "-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0 -c search_path=public"

RELATIONS = """
    SELECT relation.relname
      FROM pg_class relation
     WHERE relation.relnamespace = 'public'::regnamespace
       AND relation.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND NOT EXISTS (  -- the sequence of an identity column needs no privilege of its own
           SELECT FROM pg_depend WHERE objid = relation.oid AND classid = 'pg_class'::regclass AND deptype = 'i'
       )
"""
# Triggers run without the privilege to execute their functions. Others that act as their caller can't overreach.
FUNCTIONS = """
    SELECT oid::regprocedure::text, NOT prosecdef AND prorettype <> 'trigger'::regtype
      FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
       AND proowner = current_user::regrole
"""
# pghistory's own triggers, which it makes anew at each migrate: with the rights of who calls them, until here.
TRIGGERS_OF_THE_HISTORY = """
    DO $$
    DECLARE one text;
    BEGIN
        FOR one IN SELECT oid::regprocedure::text FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
                      AND proname LIKE 'pgtrigger\\_%' AND prorettype = 'trigger'::regtype LOOP
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', one);
        END LOOP;
    END $$
"""
# Whether the access log takes lines of former months: the application can't say so, it owns no function.
TELLS_OF_THE_PAST = """
    DO $$
    BEGIN
        IF to_regprocedure('public.tells_of_the_past()') IS NOT NULL THEN
            CREATE OR REPLACE FUNCTION public.tells_of_the_past() RETURNS boolean LANGUAGE sql STABLE
                AS 'SELECT {}';
        END IF;
    END $$
"""
ROLE = """
    SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolreplication
        OR pg_has_role(oid, current_user, 'MEMBER')
      FROM pg_roles
     WHERE rolname = %s
"""


def apply_grants(connection: Any, *, complete: bool = True) -> None:
    """Grant the application's role exactly ``GRANTS``, in one transaction, over the owner's ``connection``.

    ``complete`` is False while some migrations are not applied: then tables may be missing.
    Raises CommandError when GRANTS and the tables don't agree, or when the role could overstep them.
    """
    role = connection.server.app_role
    connection.server.forbid_large_objects(connection.settings_dict["NAME"])
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _refuse_powerful_role(cursor, role)
        cursor.execute(RELATIONS)
        existing = {name for (name,) in cursor.fetchall()}
        grants = GRANTS | _of_the_history()
        if complete:
            _refuse_differences(existing, grants.keys())
        for statement in _statements(role, connection.settings_dict["NAME"]):
            cursor.execute(statement)
        for table in sorted(existing & grants.keys()):
            cursor.execute(
                sql.SQL("GRANT {} ON {} TO {}").format(
                    sql.SQL(grants[table]), sql.Identifier(table), sql.Identifier(role)
                )
            )
        cursor.execute(TRIGGERS_OF_THE_HISTORY)
        cursor.execute(TELLS_OF_THE_PAST.format("true" if settings.TELLS_OF_THE_PAST else "false"))
        cursor.execute(FUNCTIONS)
        for function, callable_by_app in cursor.fetchall():
            parts = {"function": sql.SQL(function), "role": sql.Identifier(role)}
            cursor.execute(sql.SQL("REVOKE ALL ON ROUTINE {function} FROM PUBLIC, {role}").format(**parts))
            if callable_by_app:
                cursor.execute(sql.SQL("GRANT EXECUTE ON ROUTINE {function} TO {role}").format(**parts))


def reset_login(connection: Any) -> None:
    """Undo what the application's login set for itself for good, in this database and in all of them.

    Any login may: ``ALTER ROLE … SET default_transaction_read_only = on`` would outlive every restart, and no privilege
    forbids it. Only the login itself surely may undo it, so this goes over a connection of the application's own.
    """
    own = connection.copy()
    own.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"options": UNHINDERED}
    database = own.ops.quote_name(own.settings_dict["NAME"])
    try:
        with own.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER RESET ALL")
            cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} RESET ALL")
    finally:
        own.close()
    connection.close()  # the next one begins without them


def _refuse_powerful_role(cursor: Any, role: str) -> None:
    cursor.execute(ROLE, [role])
    if cursor.fetchone() != (False,):
        raise CommandError(
            f"The application's database role {role} must exist, be no superuser, make no databases and roles, "
            "and not be a member of the owner's role."
        )


def _of_the_history() -> dict[str, str]:
    """The tables of events, which pghistory's triggers write: each follows from the model that it tracks."""
    return {model._meta.db_table: READ for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}


def _refuse_differences(existing: set[str], named: Set[str]) -> None:
    if missing := sorted(existing - named):
        raise CommandError(f"config/grants.py does not say who may do what with: {', '.join(missing)}.")
    if superfluous := sorted(named - existing):
        raise CommandError(f"config/grants.py names tables that do not exist: {', '.join(superfluous)}.")


def _statements(role: str, database: str) -> list[sql.Composed]:
    texts = [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        # Nothing of ours makes temporary tables, and those of a stranger could stand in for real ones.
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON ROUTINES FROM PUBLIC",
    ]
    return [sql.SQL(text).format(role=sql.Identifier(role), database=sql.Identifier(database)) for text in texts]
