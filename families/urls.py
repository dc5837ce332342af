"""Addresses of the room of the families."""

from django.urls import path

from families.views import register_import

app_name = "families"
urlpatterns = [
    # import of the register
    path("keluarga/impor/", register_import.upload, name="import"),
    path("keluarga/impor/templat.xlsx", register_import.template, name="import_template"),
    path("keluarga/impor/<int:pk>/", register_import.preview, name="import_preview"),
    path("keluarga/impor/<int:pk>/baris/<int:row_pk>/", register_import.repair, name="import_repair"),
    path("keluarga/impor/<int:pk>/buang/", register_import.discard, name="import_discard"),
    path("keluarga/impor/<int:pk>/simpan/", register_import.confirm, name="import_confirm"),
    path("keluarga/impor/<int:pk>/unduh/", register_import.download, name="import_download"),
]
