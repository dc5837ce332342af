"""The app ``config``: what every process needs before it starts."""

from django.apps import AppConfig
from django.conf import settings
from django.forms import Field
from django.utils.translation import gettext_lazy as _

from config.translations import compile_catalogue


class PeduliConfig(AppConfig):
    name = "config"
    verbose_name = "Peduli"

    def ready(self) -> None:
        # Django reads binary catalogues only. DATA_DIR, because the source may be read-only.
        compile_catalogue(settings.LOCALE_PATHS[0])
        # Before any form is imported: fields copy the words when they are made.
        Field.default_error_messages["required"] = _("Please fill this in.")
