"""Every address of Peduli. Paths are Indonesian: officers read them, and send them to one another."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("akun/", include("allauth.urls")),
    path("", include("centres.urls")),
    path("", include("families.urls")),
    path("", include("aid.urls")),
    path("", include("distributions.urls")),
]
