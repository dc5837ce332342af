from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionsConfig(AppConfig):
    name = "distributions"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        """Let what stands above rounds follow the decisions about one, whoever makes them."""
        import distributions.handover.agreement
        import distributions.papers.versions  # noqa: F401
