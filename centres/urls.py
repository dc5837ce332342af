"""Addresses of the room of the centres."""

from django.urls import path

from centres.views.files import stored_file
from centres.views.password_reset import sign_in_help

app_name = "centres"
urlpatterns = [
    path("berkas/<int:pk>/", stored_file, name="file"),
    path("pengaturan/pengguna/<int:pk>/masuk/", sign_in_help, name="sign_in_help"),
]
