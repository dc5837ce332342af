"""Addresses of the room of the families. The list and a family's story read rounds, too: see distributions."""

from django.urls import path

from families.views import (
    assessment,
    criteria,
    duplicates,
    eligibility,
    household,
    inmate_lists,
    inmates,
    proxies,
    register_columns,
    register_import,
    register_parts,
    register_rows,
)

app_name = "families"
urlpatterns = [
    # import of the register
    path("keluarga/impor/", register_import.upload, name="import"),
    path("keluarga/impor/templat.xlsx", register_import.template, name="import_template"),
    path("keluarga/impor/<int:pk>/", register_import.preview, name="import_preview"),
    path("keluarga/impor/<int:pk>/baca/", register_parts.read, name="import_read"),
    path("keluarga/impor/<int:pk>/baris/<int:row_pk>/", register_rows.repair, name="import_repair"),
    path("keluarga/impor/<int:pk>/batal/", register_import.undo, name="import_undo"),
    path("keluarga/impor/<int:pk>/buang/", register_import.discard, name="import_discard"),
    path("keluarga/impor/<int:pk>/kolom/", register_columns.match, name="import_columns"),
    path("keluarga/impor/<int:pk>/masalah/<slug:kind>/", register_rows.group, name="import_group"),
    path("keluarga/impor/<int:pk>/simpan/", register_parts.confirm, name="import_confirm"),
    path("keluarga/impor/<int:pk>/unduh/", register_import.download, name="import_download"),
    # families and inmates
    path("keluarga/<int:pk>/kelayakan/<slug:act>/", eligibility.decide, name="decide"),
    path("keluarga/<int:pk>/penilaian/", assessment.survey, name="survey"),
    path("keluarga/<int:pk>/penilaian/<int:assessment>/", assessment.score, name="score"),
    path("keluarga/<int:pk>/wakil/", proxies.add, name="proxy_add"),
    path("keluarga/<int:pk>/wakil/<int:proxy_pk>/akhiri/", proxies.end, name="proxy_end"),
    path("keluarga/<int:pk>/ubah/", household.change, name="change"),
    path("keluarga/<int:pk>/pisahkan/", duplicates.separate_again, name="separate"),
    path("keluarga/kriteria/", criteria.criteria, name="criteria"),
    path("keluarga/ganda/", duplicates.duplicates, name="duplicates"),
    path("keluarga/ganda/<int:first>/<int:second>/", duplicates.pair, name="pair"),
    path("keluarga/penetapan-awal/", eligibility.determine, name="determine"),
    path("keluarga/tambah/", household.add, name="add"),
    path("keluarga/tambah/serupa/", household.alike_now, name="alike"),
    path("wbp/", inmates.inmate_list, name="inmates"),
    path("wbp/pilihan/", inmates.inmates_known, name="inmates_known"),
    path("wbp/daftar/", inmate_lists.upload, name="inmate_lists"),
    path("wbp/daftar/<int:pk>/", inmate_lists.result, name="inmate_list"),
    path("wbp/daftar/<int:pk>/<int:finding_pk>/", inmate_lists.decide_one, name="inmate_list_decide"),
    path("wbp/daftar/<int:pk>/semua/", inmate_lists.decide_kind, name="inmate_list_decide_all"),
    path("wbp/daftar/<int:pk>/beritahukan/", inmate_lists.tell, name="inmate_list_tell"),
    path("wbp/cari/", inmates.find_inmate, name="find_inmate"),
    path("wbp/<int:pk>/", inmates.inmate, name="inmate"),
    path("wbp/<int:pk>/masih-ditahan/", inmates.still_here, name="inmate_still_held"),
    path("wbp/<int:pk>/status/", inmates.inmate_status, name="inmate_status"),
    path("wbp/<int:pk>/ubah/", inmates.inmate_form, name="inmate_change"),
    path("wbp/tambah/", inmates.inmate_form, name="inmate_add"),
    path("wilayah/", household.villages, name="villages"),
    path("wilayah/keluarga/", household.villages_lived_in, name="villages_lived_in"),
]
