"""What a second factor keeps secret opens for its own user only, and what opened once does not open again.

Secrets of before stay as they are until ``rotate_keys --bind``; the database takes no copy of them.
"""

from django.db import migrations

from config.walls import other_check, trigger

# Base64 of a format and a key version below 65,536; 33 bytes beside a text of 8 bytes are 56 letters.
SEALED = "~ '^AQAA[A-Za-z0-9+/]{52,}={0,2}$'"
SEALED_OR_BOUND = "~ '^A[Qg]AA[A-Za-z0-9+/]{52,}={0,2}$'"


def has_its_secret(form: str) -> str:
    """The condition that a factor has the secret of its type in this form."""
    return (
        f"type = 'totp' AND (data->>'secret') {form} IS TRUE"
        f" OR type = 'recovery_codes' AND (data->>'seed') {form} IS TRUE"
    )


class Migration(migrations.Migration):
    dependencies = (("centres", "0014_a_sent_form_is_known_by_its_key"), ("mfa", "0003_authenticator_type_uniq"))

    operations = (
        # Codes that another software made would be read from beside the secret.
        other_check(
            "mfa_secret_is_sealed",
            "mfa_authenticator",
            f"({has_its_secret(SEALED_OR_BOUND)}) AND NOT data ? 'migrated_codes'",
            before=has_its_secret(SEALED),
        ),
        trigger(
            "mfa_secret_is_bound",
            "mfa_authenticator",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (coalesce(NEW.data->>'secret', NEW.data->>'seed') LIKE 'AQ%')",
            """
            BEGIN
                RAISE EXCEPTION 'what is sealed is bound to its row'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'mfa_secret_is_bound';
            END
            """,
        ),
        trigger(
            "mfa_used_code_stays_used",
            "mfa_authenticator",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.type = 'recovery_codes' AND"
            " ((OLD.data->>'used_mask')::bigint & (NEW.data->>'used_mask')::bigint = (OLD.data->>'used_mask')::bigint)"
            " IS NOT TRUE)",
            """
            BEGIN
                RAISE EXCEPTION 'a code that was used stays used'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'mfa_used_code_stays_used';
            END
            """,
        ),
    )
