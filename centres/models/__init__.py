"""Who and where we are: regions, centres, people and their roles, keys, files, and the access log."""

from centres.models.access import AccessLog
from centres.models.centre import Centre, CentreOwned, Letterhead, Official
from centres.models.files import PixelDigest, StoredFile
from centres.models.forms import SentForm
from centres.models.keys import DataKey
from centres.models.people import Membership, User
from centres.models.region import Region
from centres.models.sign_in import FailedSignIn, LiftedWait
from centres.roles import SMALL_TEAM, Role

__all__ = (
    "SMALL_TEAM",
    "AccessLog",
    "Centre",
    "CentreOwned",
    "DataKey",
    "FailedSignIn",
    "Letterhead",
    "LiftedWait",
    "Membership",
    "Official",
    "PixelDigest",
    "Region",
    "Role",
    "SentForm",
    "StoredFile",
    "User",
)
