"""The addresses of Peduli, and beside them the stock admin's list of families, which exists in the benchmark only."""

from django.urls import include, path

from bench.stock_admin import centre_site, site

urlpatterns = [
    path("bench/admin/", site.urls),
    path("bench/admin-of-centre/", centre_site.urls),
    path("", include("config.urls")),
]
