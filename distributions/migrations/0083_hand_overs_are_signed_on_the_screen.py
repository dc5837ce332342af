"""A hand-over may be signed on the screen of a phone; a proof other than the paper list begins with its picture."""

from django.db import migrations, models

from config.walls import other_check, trigger

TABLE = "distributions_handover"
PROOFS = "proof::text IN ('paper', 'photo'{})"


class Migration(migrations.Migration):
    dependencies = (("distributions", "0082_who_made_what_another_sends"),)

    operations = (
        *(
            migrations.AlterField(
                model,
                "proof",
                models.CharField(
                    choices=[("paper", "Signed paper list"), ("photo", "Photo"), ("signed", "Signature on the screen")],
                    default="paper",
                    max_length=6,
                    verbose_name="proof",
                ),
            )
            for model in ("handover", "handoverevent")
        ),
        other_check("distributions_handover_proof_is_known", TABLE, PROOFS.format(", 'signed'"), PROOFS.format("")),
        trigger(
            "handover_proof_has_its_picture",
            TABLE,
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN ((NEW.proof = 'paper') <> (NEW.proof_file_id IS NULL))",
            """
            BEGIN
                RAISE EXCEPTION 'a photo or a signature is there, or the proof is the paper list'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_proof_has_its_picture';
            END
            """,
        ),
    )
