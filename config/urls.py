"""Every address of Peduli. Paths are Indonesian: officers read them, and send them to one another."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

# One way to sign in, with its limits and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth says

urlpatterns = [
    path("admin/", admin.site.urls),
    path("akun/", include("centres.account_urls")),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("", include("centres.urls")),
    path("", include("families.urls")),
    path("", include("aid.urls")),
    path("", include("distributions.urls")),
]
