"""Wrapped keys have their length, and a second factor keeps the secret with which it was made."""

from django.db import migrations

from config.walls import check, trigger

# Base64 of format 1 and a key version below 65,536; 33 bytes beside a text of 8 bytes are 56 letters.
SEALED_TEXT = "~ '^AQAA[A-Za-z0-9+/]{52,}={0,2}$'"


class Migration(migrations.Migration):
    dependencies = (("centres", "0007_names_in_the_history"), ("mfa", "0003_authenticator_type_uniq"))

    operations = (
        check(
            "data_key_is_wrapped", "centres_datakey", "octet_length(wrapped) = 60 AND octet_length(check_value) = 32"
        ),
        check(
            "mfa_secret_is_sealed",
            "mfa_authenticator",
            f"type = 'totp' AND (data->>'secret') {SEALED_TEXT} IS TRUE"
            f" OR type = 'recovery_codes' AND (data->>'seed') {SEALED_TEXT} IS TRUE",
        ),
        # Another secret is another factor: whoever loses one gets a new row.
        trigger(
            "mfa_secret_stays",
            "mfa_authenticator",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ((OLD.user_id, OLD.type, OLD.data->'secret', OLD.data->'seed')"
            " IS DISTINCT FROM (NEW.user_id, NEW.type, NEW.data->'secret', NEW.data->'seed'))",
            """
            BEGIN
                RAISE EXCEPTION 'a second factor keeps its secret'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'mfa_secret_stays';
            END
            """,
        ),
    )
