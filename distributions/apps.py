from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionsConfig(AppConfig):
    name = "distributions"
    verbose_name = _("Rounds")

    def ready(self) -> None:
        """Let what stands above follow the decisions about a round, whoever makes them, and goods know programmes."""
        # Models can't be imported before all apps are known.
        import distributions.handover.agreement
        import distributions.papers.versions
        import distributions.rounds.sources  # noqa: F401
