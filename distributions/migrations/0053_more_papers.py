"""More papers of a round: route sheet, labels, the office's list of recipients, blank forms."""

from django.db import migrations, models

from config.walls import other_check

BEFORE = (
    "'berkas-tanda-tangan', 'usulan', 'bast', 'daftar-tanda-terima', 'surat-tugas', 'daftar-belanja', 'daftar-muat',"
    " 'bast-barang', 'laporan-kegiatan'"
)
AFTER = f"{BEFORE}, 'lembar-rute', 'label-paket', 'daftar-penerima', 'formulir-kosong'"


class Migration(migrations.Migration):
    dependencies = [
        ("distributions", "0052_activity_reports"),
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
                    ("laporan-kegiatan", "Activity report"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                    ("lembar-rute", "Route sheet"),
                    ("label-paket", "Labels of the packages"),
                    ("daftar-penerima", "Recipients, for the office"),
                    ("formulir-kosong", "Blank forms"),
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
                    ("laporan-kegiatan", "Activity report"),
                    ("daftar-belanja", "Shopping list"),
                    ("daftar-muat", "Packing list"),
                    ("lembar-rute", "Route sheet"),
                    ("label-paket", "Labels of the packages"),
                    ("daftar-penerima", "Recipients, for the office"),
                    ("formulir-kosong", "Blank forms"),
                ],
                max_length=20,
            ),
        ),
        *(
            other_check(f"{table}_kind_is_known", table, f"kind::text IN ({AFTER})", f"kind::text IN ({BEFORE})")
            for table in ("distributions_paper", "distributions_papernumber")
        ),
    ]
