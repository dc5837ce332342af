"""Addresses of the room of the distributions."""

from django.urls import URLPattern, path

from distributions.views import families, family, handover, paper_entry, papers, record, report

app_name = "distributions"
urlpatterns: list[URLPattern] = [
    # families
    path("keluarga/", families.families, name="families"),
    path("keluarga/<int:pk>/", family.family, name="family"),
    path("keluarga/<int:pk>/tampilkan/", family.family_reveal, name="family_reveal"),
    path("keluarga/cari/", families.find_family, name="find_family"),
    # field
    path("periode/<int:pk>/penyaluran/", handover.handover_list, name="handover"),
    path("periode/<int:pk>/penyaluran/laporan/", paper_entry.open_reports, name="open_reports"),
    path("periode/<int:pk>/penyaluran/dari-kertas/", paper_entry.paper_entry, name="paper_entry"),
    path("periode/<int:pk>/penyaluran/lokasi/<int:stop_pk>/", handover.hand_over_stop, name="hand_over_stop"),
    path("periode/<int:pk>/penyaluran/<int:recipient_pk>/", handover.recipient, name="handover_recipient"),
    path("periode/<int:pk>/penyaluran/<int:recipient_pk>/belum/", handover.recipient_missed, name="recipient_missed"),
    path(
        "periode/<int:pk>/penyaluran/<int:recipient_pk>/sebagian/",
        handover.recipient_partial,
        name="recipient_partial",
    ),
    path("periode/<int:pk>/penyaluran/<int:recipient_pk>/telepon/", handover.recipient_phone, name="recipient_phone"),
    path("periode/<int:pk>/penyaluran/<int:recipient_pk>/urungkan/", handover.recipient_undo, name="recipient_undo"),
    path("laporan/", report.reports, name="reports"),
    path("laporan/excel/", report.reports_excel, name="reports_excel"),
    path("periode/<int:pk>/foto/", record.photos, name="photos"),
    path("periode/<int:pk>/foto/<int:photo_pk>/", record.photo, name="photo"),
    path("periode/<int:pk>/foto/<int:photo_pk>/hapus/", record.remove_photo, name="remove_photo"),
    path("periode/<int:pk>/hadir/", record.attendance, name="attendance"),
    path("periode/<int:pk>/kendala/", record.obstacles, name="obstacles"),
    path("periode/<int:pk>/kutipan/", record.quote, name="add_quote"),
    path("periode/<int:pk>/kutipan/<int:quote_pk>/", record.quote, name="quote"),
    path("periode/<int:pk>/laporan/", report.report, name="report"),
    path("periode/<int:pk>/publikasi/", record.publication, name="add_publication"),
    path("periode/<int:pk>/publikasi/<int:publication_pk>/", record.publication, name="publication"),
    # papers
    path("periode/<int:pk>/cetak/<slug:paper>/", papers.print_paper, name="print_paper"),
]
