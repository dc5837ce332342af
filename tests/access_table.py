"""Who may open what: one line for each address of Peduli, read by ``test_who_may_open_what.py``.

To add an address, add a line to ``TABLE``: its name, the roles that get in, and for each part of its path the thing of
the test world (``tests/access_world.py``) that stands there, by its name or by a function that makes it in that world.
``post=True`` for addresses that take POST only, ``data`` for what must be sent (names of things of the world, too).
``narrower=True`` where the view itself lets in fewer than its decorator says, because it depends on the object.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

from centres.models import Role

Thing = str | Callable[[SimpleNamespace], object]

OPERATOR, OFFICER, STOREKEEPER, COORDINATOR = Role.OPERATOR, Role.OFFICER, Role.STOREKEEPER, Role.COORDINATOR
HEAD, HUMAS, VIEWER, ADMIN = Role.HEAD, Role.HUMAS, Role.VIEWER, Role.ADMIN

EVERYBODY = tuple(Role)
STAFF = (OPERATOR, OFFICER, STOREKEEPER, COORDINATOR, HEAD)
READERS = (OPERATOR, OFFICER, COORDINATOR, HEAD)
FIELD = (OPERATOR, OFFICER, COORDINATOR)
CLERKS = (OPERATOR, COORDINATOR)
STORE = (STOREKEEPER, COORDINATOR)
PRESS = (*FIELD, HUMAS)
OFFICE = (ADMIN, COORDINATOR)


@dataclass(frozen=True)
class Row:
    roles: frozenset[Role]
    post: bool = False
    narrower: bool = False
    data: dict[str, str] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)


def row(*roles: Role, post: bool = False, narrower: bool = False, data: dict[str, str] | None = None, **things: Thing):
    return Row(frozenset(roles), post, narrower, data or {}, things)


# Anybody may open these without signing in: name → the parts of the path.
PUBLIC: dict[str, dict[str, str]] = {
    "account_inactive": {},
    "account_login": {},
    "account_logout": {},
    "centres:first_run": {},
    "centres:guide": {},
    "centres:privacy": {},
    "mfa_authenticate": {},
    "new_password": {"uidb64": "no_uid", "token": "no_token"},
    "set_language": {},
}
# One's own account: whoever is signed in, whatever the roles.
OWN_ACCOUNT = (
    "account_change_password",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
)

TABLE: dict[str, Row] = {
    # centres
    "centres:access_log": row(ADMIN, HEAD),
    "centres:centre": row(ADMIN),
    "centres:change_user": row(ADMIN, pk="user"),
    "centres:close_user": row(ADMIN, pk="user", post=True),
    "centres:end_role": row(ADMIN, pk="membership"),
    "centres:file": row(*EVERYBODY, pk="logo"),
    "centres:give_roles": row(ADMIN, pk="user"),
    "centres:history": row(*READERS, kind="history_kind", pk="family", narrower=True),
    "centres:letterhead": row(*OFFICE, pk="letterhead"),
    "centres:letterheads": row(*OFFICE),
    "centres:new_letterhead": row(*OFFICE),
    "centres:new_official": row(*OFFICE),
    "centres:new_user": row(ADMIN),
    "centres:official": row(*OFFICE, pk="official"),
    "centres:officials": row(*OFFICE),
    "centres:reopen_user": row(ADMIN, pk="user", post=True),
    "centres:settings": row(*OFFICE),
    "centres:sign_in_help": row(ADMIN, pk="user"),
    "centres:small_team": row(ADMIN, pk="user", post=True),
    "centres:switch": row(*EVERYBODY, post=True, data={"centre": "centre_code"}),
    "centres:user": row(ADMIN, pk="user"),
    "centres:users": row(ADMIN),
    # families
    "families:add": row(*CLERKS),
    "families:change": row(*CLERKS, pk="family"),
    "families:decide": row(COORDINATOR, pk="family", act="act"),
    "families:determine": row(COORDINATOR),
    "families:import": row(*CLERKS),
    "families:import_confirm": row(*CLERKS, pk="register_import", post=True),
    "families:import_discard": row(*CLERKS, pk="register_import", post=True),
    "families:import_download": row(*CLERKS, pk="register_import", post=True),
    "families:import_preview": row(*CLERKS, pk="register_import"),
    "families:import_repair": row(*CLERKS, pk="register_import", row_pk="register_row", post=True),
    "families:import_template": row(*CLERKS),
    "families:inmate": row(*CLERKS, HEAD, pk="inmate"),
    "families:inmate_add": row(*CLERKS),
    "families:inmate_change": row(*CLERKS, pk="inmate"),
    "families:inmate_status": row(*CLERKS, pk="inmate"),
    "families:inmates": row(*CLERKS, HEAD),
    "families:score": row(*READERS, pk="family", assessment="assessment"),
    "families:survey": row(*FIELD, pk="family"),
    "families:villages": row(*CLERKS),
    # aid
    "aid:contents": row(*STORE, pk="package"),
    "aid:item": row(*STORE, pk="item"),
    "aid:items": row(*STAFF),
    "aid:lot": row(*STORE, pk="lot"),
    "aid:new_item": row(*STORE),
    "aid:new_package": row(*STORE),
    "aid:new_receipt": row(*STORE),
    "aid:new_supplier": row(*STORE),
    "aid:package": row(*STAFF, pk="package"),
    "aid:packages": row(*STAFF),
    "aid:paid": row(*STORE, pk="receipt"),
    "aid:receipt": row(*STAFF, pk="receipt"),
    "aid:receipts": row(*STAFF),
    "aid:reverse": row(*STORE, pk="movement"),
    "aid:stock_card": row(*STAFF, pk="item"),
    "aid:supplier": row(*STORE, pk="supplier"),
    "aid:suppliers": row(*STAFF),
    "aid:take_back_receipt": row(*STORE, pk="receipt"),
    # distributions: families
    "distributions:families": row(*READERS),
    "distributions:family": row(*READERS, pk="family"),
    "distributions:family_reveal": row(*CLERKS, HEAD, pk="family", post=True, data={"which": "kk"}),
    "distributions:find_family": row(*READERS, post=True),
    # distributions: field
    "distributions:add_publication": row(*PRESS, pk="round"),
    "distributions:add_quote": row(*PRESS, pk="round"),
    "distributions:attendance": row(*FIELD, pk="round"),
    "distributions:hand_over_stop": row(*FIELD, pk="round", stop_pk="stop", post=True),
    "distributions:handover": row(*READERS, pk="round"),
    "distributions:handover_recipient": row(*READERS, pk="round", recipient_pk="recipient"),
    "distributions:obstacles": row(*FIELD, pk="round"),
    "distributions:open_reports": row(COORDINATOR, pk="round"),
    "distributions:paper_entry": row(*FIELD, pk="round"),
    "distributions:photo": row(*FIELD, pk="round", photo_pk="photo"),
    "distributions:photos": row(*FIELD, pk="round"),
    "distributions:publication": row(*PRESS, pk="round", publication_pk="publication"),
    "distributions:quote": row(*PRESS, pk="round", quote_pk="quote"),
    "distributions:recipient_missed": row(*FIELD, pk="round", recipient_pk="recipient"),
    "distributions:recipient_partial": row(*FIELD, pk="round", recipient_pk="recipient"),
    "distributions:recipient_phone": row(*FIELD, pk="round", recipient_pk="recipient", post=True),
    "distributions:recipient_undo": row(*FIELD, pk="round", recipient_pk="served"),
    "distributions:remove_photo": row(*FIELD, pk="round", photo_pk="photo", post=True),
    "distributions:report": row(*EVERYBODY, pk="round"),
    "distributions:reports": row(*EVERYBODY),
    "distributions:reports_excel": row(*EVERYBODY, post=True),
    # distributions: goods
    "distributions:close": row(*STAFF, pk="round"),
    "distributions:close_now": row(COORDINATOR, pk="round", post=True),
    "distributions:correct": row(HEAD, pk="round"),
    "distributions:goods": row(*STORE, pk="round"),
    "distributions:goods_from_canteen": row(*STORE, pk="round"),
    "distributions:goods_from_stock": row(*STORE, pk="round"),
    "distributions:goods_home": row(*STAFF),
    "distributions:settle_again": row(*STORE, pk="round", item_pk="item"),
    "distributions:settle_item": row(*STORE, pk="round", post=True),
    "distributions:settle_rest": row(*STORE, pk="round", post=True),
    # distributions: plan
    "distributions:approval": row(COORDINATOR, HEAD, pk="submitted"),
    "distributions:calendar": row(*STAFF),
    "distributions:cancel": row(COORDINATOR, HEAD, pk="draft"),
    "distributions:home": row(*EVERYBODY),
    "distributions:paper_approval": row(COORDINATOR, HEAD, pk="submitted"),
    "distributions:prepare": row(COORDINATOR, HEAD, OPERATOR, pk="draft"),
    "distributions:prepare_month": row(COORDINATOR, post=True),
    "distributions:programme": row(*OFFICE, pk="programme"),
    "distributions:programme_new": row(*OFFICE),
    "distributions:programmes": row(*OFFICE),
    "distributions:round": row(*STAFF, pk="round"),
    "distributions:round_contents": row(COORDINATOR, pk="draft"),
    "distributions:round_family": row(COORDINATOR, pk="draft", recipient_pk="draft_recipient"),
    "distributions:round_family_add": row(COORDINATOR, pk="draft"),
    "distributions:round_people": row(COORDINATOR, pk="draft"),
    "distributions:round_source": row(COORDINATOR, pk="draft"),
    "distributions:round_stops": row(COORDINATOR, pk="draft"),
    "distributions:round_time": row(COORDINATOR, pk="draft"),
    "distributions:rounds": row(*STAFF),
    "distributions:send_back": row(HEAD, pk="submitted"),
    "distributions:submit": row(COORDINATOR, pk="draft", post=True),
    "distributions:use_reserve": row(COORDINATOR, pk="approved", recipient_pk="reserve"),
    "distributions:waiting": row(COORDINATOR, HEAD, OPERATOR, pk="draft"),
    # distributions: office
    "distributions:start_steps": row(*OFFICE),
    # distributions: papers
    "distributions:print_paper": row(*READERS, pk="round", paper="paper", post=True),
}
