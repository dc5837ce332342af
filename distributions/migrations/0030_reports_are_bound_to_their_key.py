"""What a report said opens in that report only; one of before stays as it is, and no copy of it is taken."""

from django.db import migrations

from config.walls import bound, other_check, sealed


class Migration(migrations.Migration):
    dependencies = (("distributions", "0029_numbers_of_families_stay"),)

    operations = (
        other_check(
            "handover_report_is_sealed",
            "distributions_handoverreport",
            f"{sealed('content', 2, formats=(1, 2))} AND octet_length(content_hash) = 32",
            before=f"{sealed('content', 2)} AND octet_length(content_hash) = 32",
        ),
        bound("handover_report_is_bound", "distributions_handoverreport", "content"),
    )
