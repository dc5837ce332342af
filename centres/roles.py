"""The roles, and who may do what: sets of roles, each named for what its holders do. Views name one of them, or a role.

``tests/access_table.py`` says independently of them which roles each address lets in.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do in a centre. In a small centre one person holds several."""

    OPERATOR = "operator", _("Data operator")
    OFFICER = "officer", _("Field officer")
    STOREKEEPER = "storekeeper", _("Stock keeper")
    COORDINATOR = "coordinator", _("Coordinator (Kasubsi)")
    HEAD = "head", _("Head of the centre")
    HUMAS = "humas", _("Public relations")
    VIEWER = "viewer", _("Viewer")
    ADMIN = "admin", _("System administrator")


# *Tim kecil*: everything but approval and administration, which need a second person.
SMALL_TEAM = (Role.OPERATOR, Role.OFFICER, Role.STOREKEEPER, Role.COORDINATOR)

# Every role that belongs to a centre and may see personal data of its work; Humas and viewers may not.
STAFF = frozenset({Role.OPERATOR, Role.OFFICER, Role.STOREKEEPER, Role.COORDINATOR, Role.HEAD})

# families
MAY_SEE_FAMILIES = STAFF - {Role.STOREKEEPER}
MAY_REVEAL = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.HEAD})
MAY_SEE_INMATES = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.HEAD})
MAY_REGISTER = frozenset({Role.OPERATOR, Role.COORDINATOR})
MAY_SURVEY = frozenset({Role.OPERATOR, Role.OFFICER, Role.COORDINATOR})

# rounds
MAY_SEE_PLAN = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.HEAD})
MAY_DECIDE = frozenset({Role.COORDINATOR, Role.HEAD})
MAY_PRINT = MAY_SEE_FAMILIES
MAY_KEEP_GOODS = frozenset({Role.STOREKEEPER, Role.COORDINATOR})
MAY_RECORD = frozenset({Role.OPERATOR, Role.OFFICER, Role.COORDINATOR})
# For whom the hand-over waits; the operator may record it, too, from the signed list.
HANDS_OVER = frozenset({Role.OFFICER, Role.COORDINATOR})
MAY_QUOTE = MAY_RECORD | {Role.HUMAS}
MAY_PICTURE = MAY_QUOTE

# the centre
MAY_SET_UP = frozenset({Role.COORDINATOR, Role.ADMIN})
MAY_SEE_SETTINGS = MAY_SET_UP | {Role.HEAD}
MAY_AUDIT = frozenset({Role.HEAD, Role.ADMIN})

# The menu leads those to goods and reports who work with them; the pages open to more.
USES_GOODS = MAY_KEEP_GOODS | {Role.HEAD}
USES_REPORTS = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.HEAD, Role.HUMAS, Role.VIEWER})
