"""Addresses of the room of the distributions."""

from django.urls import URLPattern, path

from distributions.views import (
    decisions,
    families,
    family,
    handover,
    home,
    paper_entry,
    papers,
    prepare,
    programmes,
    record,
    report,
    round_edits,
    rounds,
)
from distributions.views import families, family, handover, paper_entry, papers, record, report
from distributions.views import handover, paper_entry, papers, record, report
from distributions.views import closing, goods, handover, paper_entry, papers, record, report
from distributions.views import closing, families, family, goods, handover, paper_entry, papers, record, report

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
    # plan
    path("", home.home, name="home"),
    path("pengaturan/program/", programmes.programmes, name="programmes"),
    path("pengaturan/program/baru/", programmes.programme_new, name="programme_new"),
    path("pengaturan/program/<int:pk>/", programmes.programme, name="programme"),
    path("periode/", rounds.rounds, name="rounds"),
    path("periode/kalender/", rounds.calendar, name="calendar"),
    path("periode/siapkan/", prepare.prepare_month, name="prepare_month"),
    path("periode/<int:pk>/", rounds.round, name="round"),
    path("periode/<int:pk>/ajukan/", prepare.submit, name="submit"),
    path("periode/<int:pk>/asal-barang/", round_edits.source, name="round_source"),
    path("periode/<int:pk>/batalkan/", decisions.cancel, name="cancel"),
    path("periode/<int:pk>/cadangan/<int:recipient_pk>/", round_edits.reserve, name="use_reserve"),
    path("periode/<int:pk>/isi-paket/", round_edits.contents, name="round_contents"),
    path("periode/<int:pk>/keluarga/<int:recipient_pk>/", round_edits.family, name="round_family"),
    path("periode/<int:pk>/keluarga/tambah/", round_edits.family, name="round_family_add"),
    path("periode/<int:pk>/kembalikan/", decisions.send_back, name="send_back"),
    path("periode/<int:pk>/lokasi/", round_edits.stops, name="round_stops"),
    path("periode/<int:pk>/menunggu/", prepare.waiting, name="waiting"),
    path("periode/<int:pk>/persetujuan/", decisions.approval, name="approval"),
    path("periode/<int:pk>/persetujuan-kertas/", decisions.paper_approval, name="paper_approval"),
    path("periode/<int:pk>/petugas/", round_edits.people, name="round_people"),
    path("periode/<int:pk>/siapkan/", prepare.prepare, name="prepare"),
    path("periode/<int:pk>/waktu/", round_edits.time, name="round_time"),
    # goods
    path("barang/", goods.goods_home, name="goods_home"),
    path("periode/<int:pk>/barang/", goods.usual_way, name="goods"),
    path("periode/<int:pk>/barang-keluar/", goods.from_stock, name="goods_from_stock"),
    path("periode/<int:pk>/koreksi/", closing.correct, name="correct"),
    path("periode/<int:pk>/langsung-dari-kantin/", goods.from_canteen, name="goods_from_canteen"),
    path("periode/<int:pk>/tutup/", closing.closing, name="close"),
    path("periode/<int:pk>/tutup/barang/", closing.settle_item, name="settle_item"),
    path("periode/<int:pk>/tutup/barang/<int:item_pk>/buka/", closing.settle_again, name="settle_again"),
    path("periode/<int:pk>/tutup/semua/", closing.settle_rest, name="settle_rest"),
    path("periode/<int:pk>/tutup/sekarang/", closing.close, name="close_now"),
]
