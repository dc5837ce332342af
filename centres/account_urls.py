"""The pages of allauth that we use, under its own names. There are none for sign-up, e-mail or phone."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from centres.views.password_reset import new_password
from centres.views.second_factor import authenticate, index, readable

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("sandi-baru/<uidb64>/<token>/", new_password, name="new_password"),
    path("dua-langkah/", index, name="mfa_index"),
    path("dua-langkah/masuk/", authenticate, name="mfa_authenticate"),
    path("dua-langkah/konfirmasi/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("dua-langkah/pasang/", totp.activate_totp, name="mfa_activate_totp"),
    path("dua-langkah/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("dua-langkah/kode/", readable(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("dua-langkah/kode/baru/", readable(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("dua-langkah/kode/unduh/", readable(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
