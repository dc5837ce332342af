"""One more paper of a round: the minutes of the goods that it received."""

from django.db import migrations, models

from config.walls import other_check

BEFORE = (
    "'berkas-tanda-tangan', 'usulan', 'bast', 'daftar-tanda-terima', 'surat-tugas', 'daftar-belanja', 'daftar-muat'"
)
AFTER = f"{BEFORE}, 'bast-barang'"


class Migration(migrations.Migration):
    dependencies = [
        ("distributions", "0047_how_is_said_when_approved"),
    ]

    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("berkas-tanda-tangan", "Papers to be signed"),
                    ("usulan", "Proposal and approval"),
                    ("surat-tugas", "Letter of assignment"),
                    ("bast-barang", "Minutes of the goods received (BAST)"),
                    ("bast", "Hand-over minutes (BAST)"),
                    ("daftar-tanda-terima", "Receipt list"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                ],
                max_length=20,
                verbose_name="paper",
            ),
        ),
        migrations.AlterField(
            model_name="papernumber",
            name="kind",
            field=models.CharField(
                choices=[
                    ("berkas-tanda-tangan", "Papers to be signed"),
                    ("usulan", "Proposal and approval"),
                    ("surat-tugas", "Letter of assignment"),
                    ("bast-barang", "Minutes of the goods received (BAST)"),
                    ("bast", "Hand-over minutes (BAST)"),
                    ("daftar-tanda-terima", "Receipt list"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                ],
                max_length=20,
            ),
        ),
        *(
            other_check(f"{table}_kind_is_known", table, f"kind::text IN ({AFTER})", f"kind::text IN ({BEFORE})")
            for table in ("distributions_paper", "distributions_papernumber")
        ),
    ]
