"""Addresses of the room of the distributions."""

from django.urls import URLPattern, path

from distributions.views import handover, paper_entry, papers

app_name = "distributions"
urlpatterns: list[URLPattern] = [
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
    # papers
    path("periode/<int:pk>/cetak/<slug:paper>/", papers.print_paper, name="print_paper"),
]
