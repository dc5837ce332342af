"""Who may open what, and how often it asks the database: one line for each address of Peduli.

It is read by ``test_who_may_open_what.py`` and ``test_queries_of_every_page.py``.

To add an address, add a line to ``TABLE``: its name, the roles that get in, and for each part of its path the thing of
the test world (``tests/access_world.py``) that stands there, by its name or by a function that makes it in that world.
``queries`` is the number that the failing test says. ``post=True`` for addresses that take POST only, ``data`` for what
must be sent (names of things of the world, too). ``narrower=True`` where the view itself lets in fewer than its
decorator says, because it depends on the object. ``asked_by``: it is there for nobody but who holds that role.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from aid.ledger import write_off
from aid.models import Movement
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
    queries: int | None = None
    post: bool = False
    narrower: bool = False
    asked_by: Role | None = None
    data: dict[str, str] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)


def row(
    *roles: Role,
    queries: int | None = None,
    post: bool = False,
    narrower: bool = False,
    asked_by: Role | None = None,
    data: dict[str, str] | None = None,
    **things: Thing,
):
    return Row(frozenset(roles), queries, post, narrower, asked_by, data or {}, things)


def a_loss(world: SimpleNamespace) -> Movement:
    """A little of a delivery that is gone: made when it is asked for, since of that delivery less may be done."""
    who = {"by": world.people.storekeeper, "now": timezone.now()}
    return write_off(world.lot, quantity=Decimal("0.001"), kind="loss", reason="Basah", **who)


# Anybody may open these without signing in: name → the parts of the path.
PUBLIC: dict[str, dict[str, str]] = {
    "account_inactive": {},
    "account_login": {},
    "account_logout": {},
    "centres:first_run": {},
    "centres:guide": {},
    "centres:privacy": {},
    "centres:regencies": {},
    "distributions:calendar_feed": {"token": "calendar_token"},
    "distributions:field_manifest": {},
    "distributions:field_page": {},
    "distributions:field_worker": {},
    "distributions:may_it_keep": {},
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
    "centres:access_log_excel": row(ADMIN, HEAD, post=True),
    "centres:access_log": row(ADMIN, HEAD, queries=18),
    "centres:centre": row(ADMIN, queries=4),
    "centres:change_user": row(ADMIN, pk="user", queries=4),
    "centres:close_user": row(ADMIN, pk="user", post=True),
    "centres:end_role": row(ADMIN, pk="membership", queries=4),
    "centres:file": row(*EVERYBODY, pk="logo", queries=4),
    "centres:give_roles": row(ADMIN, pk="user", queries=4),
    "centres:history": row(*READERS, kind="history_kind", pk="family", narrower=True, queries=9),
    "centres:let_address_in": row(ADMIN, post=True),
    "centres:let_user_in": row(ADMIN, pk="user", post=True),
    "centres:letterhead": row(*OFFICE, pk="letterhead", queries=5),
    "centres:letterheads": row(*OFFICE, queries=4),
    "centres:new_letterhead": row(*OFFICE, queries=5),
    "centres:new_official": row(*OFFICE, queries=4),
    "centres:new_user": row(ADMIN, queries=3),
    "centres:official": row(*OFFICE, pk="official", queries=5),
    "centres:officials": row(*OFFICE, queries=4),
    "centres:reopen_user": row(ADMIN, pk="user", post=True),
    "centres:settings": row(*OFFICE, queries=8),
    "centres:sign_in_help": row(ADMIN, pk="user", queries=5),
    "centres:small_team": row(ADMIN, pk="user", post=True),
    "centres:switch": row(*EVERYBODY, post=True, data={"centre": "centre_code"}),
    "centres:user": row(ADMIN, pk="user", queries=7),
    "centres:users_excel": row(ADMIN, post=True),
    "centres:users": row(ADMIN, queries=7),
    # families
    "families:add": row(*CLERKS, queries=3),
    "families:alike": row(*CLERKS, post=True),
    "families:change": row(*CLERKS, pk="family", queries=9),
    "families:criteria": row(*READERS, queries=6),
    "families:decide": row(COORDINATOR, pk="family", act="act", queries=7),
    "families:determine": row(COORDINATOR, queries=10),
    "families:duplicates": row(*READERS, queries=8),
    "families:pair": row(*CLERKS, first="first_family", second="family", queries=7),
    "families:separate": row(*CLERKS, pk="family", post=True),
    "families:import": row(*CLERKS, queries=4),
    "families:import_columns": row(*CLERKS, pk="register_import", queries=9),
    "families:import_confirm": row(*CLERKS, pk="register_import", post=True),
    "families:import_group": row(*CLERKS, pk="register_import", kind=lambda _world: "nik", queries=6),
    "families:import_discard": row(*CLERKS, pk="register_import", post=True),
    "families:import_download": row(*CLERKS, pk="register_import", post=True),
    "families:import_preview": row(*CLERKS, pk="register_import", queries=7),
    "families:import_read": row(*CLERKS, pk="register_begun", queries=5),
    "families:import_remarks": row(*CLERKS, pk="register_saved", queries=5),
    "families:import_repair": row(*CLERKS, pk="register_import", row_pk="register_row", queries=5),
    "families:import_undo": row(*CLERKS, pk="register_import", post=True),
    "families:import_template": row(*CLERKS, queries=3),
    "families:inmate": row(*CLERKS, HEAD, pk="inmate", queries=6),
    "families:inmate_add": row(*CLERKS, queries=3),
    "families:inmate_change": row(*CLERKS, pk="inmate", queries=4),
    "families:inmate_list": row(*CLERKS, pk="inmate_list", queries=13),
    "families:inmate_list_columns": row(*CLERKS, pk="inmate_list", queries=10),
    "families:inmate_list_decide": row(*CLERKS, pk="inmate_list", finding_pk="inmate_finding", post=True),
    "families:inmate_list_decide_all": row(*CLERKS, pk="inmate_list", post=True),
    "families:inmate_list_tell": row(*CLERKS, pk="inmate_list", post=True),
    "families:inmate_lists": row(*CLERKS, queries=4),
    "families:inmate_still_held": row(*CLERKS, pk="inmate", post=True),
    "families:inmate_status": row(*CLERKS, pk="inmate", queries=4),
    "families:find_inmate": row(*CLERKS, HEAD, post=True),
    "families:inmates_known": row(*CLERKS, queries=3),
    "families:inmates": row(*CLERKS, HEAD, queries=6),
    "families:proxy_add": row(*FIELD, pk="family", queries=6),
    "families:proxy_end": row(*FIELD, pk="family", proxy_pk="proxy", post=True),
    "families:score": row(*READERS, pk="family", assessment="assessment", queries=5),
    "families:survey": row(*FIELD, pk="family", queries=7),
    "families:villages": row(*CLERKS, queries=3),
    "families:villages_lived_in": row(*READERS, queries=4),
    # aid
    "aid:contents": row(*STORE, pk="package", queries=10),
    "aid:item": row(*STORE, pk="item", queries=5),
    "aid:items": row(*STAFF, queries=4),
    "aid:lot": row(*STORE, pk="lot", queries=4),
    "aid:new_item": row(*STORE, queries=3),
    "aid:new_package": row(*STORE, queries=5),
    "aid:new_receipt": row(*STORE, queries=8),
    "aid:new_supplier": row(*STORE, queries=3),
    "aid:package": row(*STAFF, pk="package", queries=6),
    "aid:packages": row(*STAFF, queries=6),
    "aid:paid": row(*STORE, pk="receipt", queries=7),
    "aid:receipt": row(*STAFF, pk="receipt", queries=7),
    "aid:receipts": row(*STAFF, queries=4),
    "aid:reverse": row(*STORE, pk="movement", queries=4),
    "distributions:print_store_losses": row(*STAFF, post=True, pk=a_loss),
    "aid:items_excel": row(*STAFF, post=True),
    "aid:note_pages": row(*STORE, pk="receipt", queries=5),
    "aid:remove_note_page": row(*STORE, pk="receipt", page_pk="note_page", post=True),
    "aid:receipts_excel": row(*STAFF, post=True),
    "aid:stock_card_excel": row(*STAFF, post=True, pk="item"),
    "aid:stock_list_excel": row(*STAFF, post=True),
    "aid:suppliers_excel": row(*STAFF, post=True),
    "aid:stock_card": row(*STAFF, pk="item", queries=7),
    "aid:supplier": row(*STORE, pk="supplier", queries=4),
    "aid:suppliers": row(*STAFF, queries=4),
    "aid:take_back_receipt": row(*STORE, pk="receipt", queries=7),
    "distributions:coverage": row(*EVERYBODY, queries=6),
    # distributions: families
    "distributions:families_excel": row(*CLERKS, HEAD, post=True),
    "distributions:families": row(*READERS, queries=8),
    "distributions:family": row(*READERS, pk="family", queries=23),
    "distributions:family_notice": row(*CLERKS, pk="family", recipient_pk="recipient", post=True),
    "distributions:family_reveal": row(*CLERKS, HEAD, pk="family", post=True, data={"which": "kk"}),
    "distributions:family_erase": row(HEAD, pk="told_family", queries=59),
    "distributions:family_held": row(COORDINATOR, HEAD, pk="family", form="held_form", post=True),
    "distributions:find_family": row(*READERS, post=True),
    "distributions:suggest_families": row(*READERS, post=True),
    # distributions: field
    "distributions:add_publication": row(*PRESS, pk="round", queries=4),
    "distributions:add_quote": row(*PRESS, pk="round", queries=4),
    "distributions:announce": row(*READERS, pk="approved", queries=4),
    "distributions:attendance": row(*FIELD, pk="round", queries=8),
    "distributions:hand_over_stop": row(*FIELD, pk="round", stop_pk="stop", post=True),
    "distributions:handover": row(*READERS, pk="round", queries=12),
    "distributions:handover_recipient": row(*READERS, pk="round", recipient_pk="recipient", queries=14),
    "distributions:obstacles": row(*FIELD, pk="round", queries=4),
    "distributions:open_reports": row(COORDINATOR, pk="round", queries=8),
    "distributions:paper_entry": row(*FIELD, pk="round", queries=8),
    "distributions:news": row(OPERATOR, COORDINATOR, HEAD, HUMAS, VIEWER, queries=7),
    "distributions:photo": row(*FIELD, pk="round", photo_pk="photo", narrower=True, queries=7),
    "distributions:photos": row(*PRESS, pk="round", queries=6),
    "distributions:press_release": row(*EVERYBODY, pk="round", form="press_form", queries=15),
    "distributions:publication": row(*PRESS, pk="round", publication_pk="publication", queries=5),
    "distributions:quote": row(*PRESS, pk="round", quote_pk="quote", queries=5),
    "distributions:take_in_file": row(*FIELD, pk="round", queries=4),
    "distributions:whose_phone": row(*FIELD, queries=3),
    "distributions:send_records": row(*FIELD, pk="round", post=True),
    "distributions:take_along": row(*FIELD, pk="round", post=True),
    "distributions:recipient_missed": row(*FIELD, pk="round", recipient_pk="recipient", queries=5),
    "distributions:recipient_partial": row(*FIELD, pk="round", recipient_pk="recipient", queries=14),
    "distributions:recipient_phone": row(*FIELD, pk="round", recipient_pk="recipient", post=True),
    "distributions:recipient_undo": row(*FIELD, pk="round", recipient_pk="served", queries=5),
    "distributions:remove_photo": row(*FIELD, pk="round", photo_pk="photo", post=True, narrower=True),
    "distributions:remove_signed_page": row(*READERS, pk="round", page_pk="signed_page", post=True),
    "distributions:paper_numbers": row(*STAFF, queries=5),
    "distributions:paper_numbers_excel": row(*STAFF, post=True),
    "distributions:recaps": row(*EVERYBODY, queries=8),
    "distributions:recaps_excel": row(*EVERYBODY, post=True),
    "distributions:recaps_pdf": row(*EVERYBODY, post=True),
    "distributions:regional": row(*EVERYBODY, queries=18),
    "distributions:regional_excel": row(*EVERYBODY, post=True),
    "distributions:report": row(*EVERYBODY, pk="round", queries=17),
    "distributions:reports": row(*EVERYBODY, queries=11),
    "distributions:reports_excel": row(*EVERYBODY, post=True),
    "distributions:signed_pages": row(*READERS, pk="round", queries=5),
    # distributions: goods
    "distributions:close": row(*STAFF, pk="round", queries=9),
    "distributions:close_now": row(COORDINATOR, pk="round", post=True),
    "distributions:correct": row(HEAD, pk="round", queries=5),
    "distributions:goods": row(*STORE, pk="round", queries=4),
    "distributions:goods_from_canteen": row(*STORE, pk="round", queries=11),
    "distributions:goods_from_stock": row(*STORE, pk="round", queries=10),
    "distributions:goods_home": row(*STAFF, queries=15),
    "distributions:settle_again": row(*STORE, pk="round", item_pk="item", queries=7),
    "distributions:settle_item": row(*STORE, pk="round", post=True),
    "distributions:settle_rest": row(*STORE, pk="round", post=True),
    # distributions: plan
    "distributions:approval": row(COORDINATOR, HEAD, pk="submitted", queries=31),
    "distributions:calendar": row(*STAFF, queries=8),
    "distributions:calendar_link": row(*OFFICE, queries=4),
    "distributions:cancel": row(COORDINATOR, HEAD, pk="draft", queries=6),
    "distributions:home": row(*EVERYBODY, queries=17),
    "distributions:paper_approval": row(COORDINATOR, HEAD, pk="submitted", queries=27),
    "distributions:prepare": row(COORDINATOR, HEAD, OPERATOR, pk="draft", queries=29),
    "distributions:extra_round": row(COORDINATOR, queries=6),
    "distributions:prepare_month": row(COORDINATOR, post=True),
    "distributions:programme": row(*OFFICE, pk="programme", queries=9),
    "distributions:drop_moved_date": row(*OFFICE, pk="programme", moved_pk="moved_date", post=True),
    "distributions:drop_pause": row(*OFFICE, pk="programme", pause_pk="pause", post=True),
    "distributions:programme_move_date": row(*OFFICE, pk="programme", queries=5),
    "distributions:programme_pause": row(*OFFICE, pk="programme", queries=4),
    "distributions:programme_new": row(*OFFICE, queries=8),
    "distributions:programmes": row(*OFFICE, queries=6),
    "distributions:round": row(*STAFF, pk="round", queries=20),
    "distributions:round_contents": row(COORDINATOR, pk="draft", queries=9),
    "distributions:round_family": row(COORDINATOR, pk="draft", recipient_pk="draft_recipient", queries=23),
    "distributions:round_family_find": row(COORDINATOR, pk="draft", recipient_pk="draft_recipient", post=True),
    "distributions:round_family_add_find": row(COORDINATOR, pk="draft", post=True),
    "distributions:round_family_add": row(COORDINATOR, pk="draft", queries=22),
    "distributions:round_people": row(COORDINATOR, pk="draft", queries=12),
    "distributions:round_source": row(COORDINATOR, pk="draft", queries=11),
    "distributions:round_stops": row(COORDINATOR, pk="draft", queries=8),
    "distributions:round_time": row(COORDINATOR, pk="draft", queries=6),
    "distributions:rounds": row(*STAFF, queries=9),
    "distributions:send_back": row(HEAD, pk="submitted", queries=25),
    "distributions:submit": row(COORDINATOR, pk="draft", post=True),
    "distributions:use_reserve": row(COORDINATOR, pk="approved", recipient_pk="reserve", queries=13),
    "distributions:effect": row(COORDINATOR, HEAD, OPERATOR, pk="draft", queries=16),
    "distributions:turns": row(*READERS, queries=17),
    "distributions:waiting": row(COORDINATOR, HEAD, OPERATOR, pk="draft", queries=20),
    # distributions: office
    "distributions:start_steps": row(*OFFICE, queries=4),
    # distributions: papers
    "distributions:cancel_print": row(*READERS, token="print_token", post=True, asked_by=COORDINATOR),
    "distributions:fetch_print": row(*READERS, token="print_token", post=True, asked_by=COORDINATOR),
    "distributions:long_print": row(*READERS, token="print_token", queries=4, asked_by=COORDINATOR),
    "distributions:paper": row(*STAFF, token="paper_token", queries=6),
    "distributions:print_chosen": row(*READERS, pk="round", post=True),
    "distributions:print_paper": row(*READERS, pk="round", paper="paper", post=True),
    "distributions:print_some": row(*READERS, pk="round", queries=7),
    "distributions:survey_some": row(*READERS, post=True),
    "distributions:reprint": row(*READERS, token="paper_token", post=True),
    "distributions:verify_paper": row(*STAFF, queries=3),
}
