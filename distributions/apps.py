from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionsConfig(AppConfig):
    name = "distributions"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        """Let papers follow the decisions about a round, whoever makes them."""
        import distributions.papers.versions  # noqa: F401
