"""What a report said is sealed and has its digest; the number on a recipient's row has the form of one."""

from django.db import migrations

from config.walls import check, sealed


class Migration(migrations.Migration):
    dependencies = (("distributions", "0014_numbers_are_numbers"),)

    operations = (
        check(
            "handover_report_is_sealed",
            "distributions_handoverreport",
            f"{sealed('content', 2)} AND octet_length(content_hash) = 32",
        ),
        check(
            "recipient_nik_has_its_form",
            "distributions_recipient",
            "octet_length(nik_digest) = 32 AND nik_last4 ~ '^([0-9]{4})?$'",
        ),
    )
