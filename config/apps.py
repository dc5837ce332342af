"""The app ``config``: what every process needs before it starts."""

from django.apps import AppConfig
from django.conf import settings

from config.translations import compile_catalogue


class PeduliConfig(AppConfig):
    name = "config"
    verbose_name = "Peduli"

    def ready(self) -> None:
        # Django reads binary catalogues only. DATA_DIR, because the source may be read-only.
        compile_catalogue(settings.LOCALE_PATHS[0])
