"""Who receives: inmates, their families, need, and how they came into the register."""

from families.models.assessment import Assessment, InitialDetermination
from families.models.criteria import NeedWeights
from families.models.duplicate import DuplicateDecision
from families.models.erasure import Erasure
from families.models.family import Eligibility, Family, FamilyInmate, Member
from families.models.inmate import Inmate
from families.models.inmate_list import InmateFinding, InmateList
from families.models.proxy import Proxy
from families.models.register_import import RegisterColumns, RegisterImport, RegisterImportRow
from families.models.remarks_read import RemarksRead

__all__ = (
    "Assessment",
    "DuplicateDecision",
    "Eligibility",
    "Erasure",
    "Family",
    "FamilyInmate",
    "InitialDetermination",
    "Inmate",
    "InmateFinding",
    "InmateList",
    "Member",
    "NeedWeights",
    "Proxy",
    "RegisterColumns",
    "RegisterImport",
    "RegisterImportRow",
    "RemarksRead",
)
