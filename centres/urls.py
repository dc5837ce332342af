"""Addresses of the room of the centres."""

from django.urls import path

from centres.views import access_log, first_run, history, letterheads, lockouts, officials, public, settings, users
from centres.views.files import stored_file
from centres.views.password_reset import sign_in_help

app_name = "centres"
urlpatterns = [
    path("berkas/<int:pk>/", stored_file, name="file"),
    path("mulai/", first_run.first_run, name="first_run"),
    path("panduan/", public.guide, name="guide"),
    path("pengaturan/", settings.settings, name="settings"),
    path("pengaturan/kop/", letterheads.letterheads, name="letterheads"),
    path("pengaturan/kop/<int:pk>/", letterheads.letterhead, name="letterhead"),
    path("pengaturan/kop/baru/", letterheads.new_letterhead, name="new_letterhead"),
    path("pengaturan/pejabat/", officials.officials, name="officials"),
    path("pengaturan/pejabat/<int:pk>/", officials.official, name="official"),
    path("pengaturan/pejabat/baru/", officials.new_official, name="new_official"),
    path("pengaturan/pengguna/", users.users, name="users"),
    path("pengaturan/pengguna/<int:pk>/", users.user, name="user"),
    path("pengaturan/pengguna/<int:pk>/buka/", users.reopen, name="reopen_user"),
    path("pengaturan/pengguna/<int:pk>/izinkan/", lockouts.let_user_in, name="let_user_in"),
    path("pengaturan/pengguna/<int:pk>/masuk/", sign_in_help, name="sign_in_help"),
    path("pengaturan/pengguna/<int:pk>/peran/", users.give, name="give_roles"),
    path("pengaturan/pengguna/<int:pk>/tim-kecil/", users.small_team, name="small_team"),
    path("pengaturan/pengguna/<int:pk>/tutup/", users.close, name="close_user"),
    path("pengaturan/pengguna/<int:pk>/ubah/", users.change_user, name="change_user"),
    path("pengaturan/pengguna/alamat/izinkan/", lockouts.let_address_in_again, name="let_address_in"),
    path("pengaturan/pengguna/baru/", users.new_user, name="new_user"),
    path("pengaturan/pengguna/excel/", users.users_excel, name="users_excel"),
    path("pengaturan/peran/<int:pk>/akhiri/", users.end, name="end_role"),
    path("pengaturan/upt/", settings.centre, name="centre"),
    path("pilih-upt/", settings.switch, name="switch"),
    path("privasi/", public.privacy, name="privacy"),
    path("riwayat-akses/", access_log.access_log, name="access_log"),
    path("riwayat-akses/excel/", access_log.access_log_excel, name="access_log_excel"),
    path("riwayat/<slug:kind>/<int:pk>/", history.history, name="history"),
    path("wilayah/kabupaten/", public.regencies, name="regencies"),
]
