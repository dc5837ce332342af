"""The app ``config``: what every process needs before it starts."""

from django.apps import AppConfig
from django.conf import settings
from django.forms import Field, IntegerField
from django.utils.translation import gettext_lazy as _
from django.utils.translation.reloader import translation_file_changed

from config import checks  # noqa: F401  # registers them
from config.translations import compile_catalogue


class PeduliConfig(AppConfig):
    name = "config"
    verbose_name = "Peduli"

    def ready(self) -> None:
        # Django reads binary catalogues only. DATA_DIR, because the source may be read-only.
        # The models, imported before, had Django read the catalogue as it was: none on the very first start.
        translation_file_changed(None, compile_catalogue(settings.LOCALE_PATHS[0]))
        # Before any form is imported: fields copy the words when they are made.
        Field.default_error_messages["required"] = _("Please fill this in.")
        IntegerField.default_error_messages["invalid"] = _("Enter a whole number.")
