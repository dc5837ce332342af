"""Two tabs on one form: the second save undoes nothing that it did not see, whichever form it is."""

import datetime
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from centres.models import Role
from centres.versions import NAME
from tests.access_table import TABLE
from tests.access_world import thing_of, whole_world
from tests.factories import MembershipFactory, OfficialFactory
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in, forms_in

pytestmark = pytest.mark.django_db

Typed = Callable[[SimpleNamespace], dict[str, Any]]

# By address, what the quicker of two tabs saves, and what was typed in the other.
EDITS: dict[str, tuple[dict[str, Any] | Typed, dict[str, Any] | Typed]] = {
    "aid:contents": ({"name": "Paket Lebaran"}, {"name": "Paket Natal"}),
    "aid:item": ({"name": "Beras merah"}, {"name": "Beras putih"}),
    "aid:lot": (
        {"what": "count", "quantity": "3", "reason": "Dihitung pagi"},
        {"what": "count", "quantity": "4", "reason": "Dihitung sore"},
    ),
    "aid:supplier": ({"contact": "Ibu Sri"}, {"contact": "Pak Budi"}),
    "centres:centre": ({"place": "Cepu"}, {"place": "Randublatung"}),
    "centres:change_user": ({"full_name": "Rini Astuti"}, {"full_name": "Rini Wulandari"}),
    "centres:end_role": (
        lambda world: {"last_day": f"{world.today:%d/%m/%Y}"},
        lambda world: {"last_day": f"{world.today + datetime.timedelta(days=30):%d/%m/%Y}"},
    ),
    "centres:letterhead": ({"address": "Jalan Pemuda 1"}, {"address": "Jalan Pemuda 2"}),
    "centres:official": ({"title": "Kepala Subseksi"}, {"title": "Kepala Seksi"}),
    "distributions:attendance": ({"others": "Siti, Ketua"}, {"others": "Budi, Camat"}),
    "distributions:obstacles": ({"obstacles": "Jalan banjir"}, {"obstacles": "Hujan deras"}),
    "distributions:photo": ({"caption": "Serah terima"}, {"caption": "Penyerahan"}),
    "distributions:programme": ({"source_of_funds": "DIPA"}, {"source_of_funds": "Koperasi"}),
    "distributions:publication": ({"outlet": "Suara Cepu"}, {"outlet": "Radar Blora"}),
    "distributions:quote": ({"text": "Terima kasih."}, {"text": "Alhamdulillah."}),
    "distributions:round_contents": (
        lambda world: {f"quantity_{world.item.pk}": "2"},
        lambda world: {f"quantity_{world.item.pk}": "3"},
    ),
    "distributions:round_people": (
        lambda world: {"staff": [world.official.pk]},
        # In the order of the page: by name.
        lambda world: {"staff": [one.pk for one in sorted((world.official, world.another), key=str)]},
    ),
    "distributions:round_source": ({"source_of_funds": "DIPA"}, {"source_of_funds": "Koperasi"}),
    "distributions:round_stops": (
        lambda world: {"order": world.stops[::-1]},
        lambda world: {"order": world.stops},
    ),
    "distributions:round_time": ({"time": "09:15"}, {"time": "10:45"}),
    "families:change": ({"hamlet": "Kidul"}, {"hamlet": "Lor"}),
    "families:decide": ({"basis": "Survei pagi"}, {"basis": "Survei sore"}),
    "families:inmate_change": ({"name": "Teguh Santosa"}, {"name": "Teguh Raharjo"}),
    "families:inmate_status": (
        {"status": "deceased", "on": "04/11/2024"},
        {"status": "transferred", "on": "05/11/2024"},
    ),
}
# What is only added to: the second is told what was recorded, and recorded besides when it is sent once more.
ADDITIONS: dict[str, tuple[dict[str, Any] | Typed, dict[str, Any] | Typed]] = {
    "families:criteria": (
        lambda world: {"starts_on": f"{world.today + datetime.timedelta(days=10):%d/%m/%Y}", "basis": "Keputusan 1"},
        lambda world: {"starts_on": f"{world.today + datetime.timedelta(days=11):%d/%m/%Y}", "basis": "Keputusan 2"},
    ),
    "centres:new_letterhead": (
        lambda world: {
            "starts_on": f"{world.today + datetime.timedelta(days=10):%d/%m/%Y}",
            "centre_line": "Rutan Lama",
        },
        lambda world: {
            "starts_on": f"{world.today + datetime.timedelta(days=11):%d/%m/%Y}",
            "centre_line": "Rutan Baru",
        },
    ),
    "families:proxy_add": (
        {"name": "Sumarni", "relation": "tetangga"},
        {"name": "Wagiyem", "relation": "bibi"},
    ),
    "families:survey": ({"elderly": "1"}, {"elderly": "2"}),
}
CHANGED = "Data ini diubah setelah formulir dibuka"
ADDED = "Ada yang dicatat di sini setelah formulir dibuka"
# What the history does not track: it is said what is different, but not who it was.
UNNAMED = {"aid:lot"}
# Edited in a line of a list, which comes again without what was typed: tests/families/test_rows_in_place.py; many lines
# at once, which come again with it: tests/families/test_decide_at_once.py, test_match_columns.py,
# tests/distributions/test_columns_of_inmate_lists.py.
IN_A_LIST = {
    "families:import_repair",
    "families:import_group",
    "families:import_columns",
    "families:inmate_list_columns",
}
# One decision about many records, with a digest of each: tests/families/test_determine_what_was_seen.py.
OF_MANY = {"families:determine"}
# A decision about two records, which writes nothing over: tests/families/test_duplicates_pages.py.
OF_TWO = {"families:pair"}
# Acts beside what the page shows, which carry a digest of it, and come again with the page: see the test of each.
MARKED = {
    # tests/aid/test_aid_pages.py
    "aid:paid",
    "aid:take_back_receipt",
    # tests/distributions/test_match_inmate_list.py
    "families:inmate_list_decide",
    "families:inmate_list_decide_all",
    "families:inmate_list_tell",
    # tests/families/test_import_pages.py
    "families:import_confirm",
    "families:import_discard",
    "families:import_undo",
    # tests/families/test_take_remarks.py, test_duplicates_pages.py
    "families:import_remarks",
    "families:separate",
    # tests/distributions/test_calendar.py, test_erase_family.py, test_reports_to_decide.py,
    # test_stale_pages.py
    "distributions:calendar_link",
    "distributions:family_erase",
    "distributions:open_reports",
    "distributions:round_family",
    "distributions:round_family_add",
}
# A step to another state, from the one that was shown: tests/distributions/test_decide_on_what_was_seen.py.
STEPS = {"distributions:cancel", "distributions:recipient_undo"}
# Of no single row, or with other fields than its columns: these come again as they were sent, also where nobody typed.
COME_AS_SENT = {
    "aid:contents",
    "centres:change_user",
    "distributions:attendance",
    "distributions:obstacles",
    "distributions:round_contents",
    "distributions:round_people",
    "distributions:round_stops",
    "distributions:round_time",
    "families:inmate_status",
}
# Whoever says the same once more, in a form opened anew, would write another line; a second press of the very same form
# is known by its key: tests/test_forms_sent_twice.py.
WRITE_A_LINE = {"aid:contents", "aid:lot", "families:decide"}
NO_PAGES = {
    "centres:file",
    "distributions:goods",
    "families:import_template",
    "families:inmates_known",
    "families:villages",
    "families:villages_lived_in",
}
NEW = "makes a record"
ADDS = "adds to what is recorded, and nothing is written over"
STATE = "brings a record from a state that the operation asks for under its lock into another"
SEEN = "carries what it decides about as a whole: tests/distributions/test_decide_on_what_was_seen.py and others"
FIELD = "a report under a key of its own, which the register of reports compares"
READS = "writes nothing but a line of the access log"
# Forms that carry no version, each with the reason.
WITHOUT = {
    "aid:new_item": NEW,
    "aid:new_package": NEW,
    "aid:new_receipt": NEW,
    "aid:new_supplier": NEW,
    "aid:reverse": STATE,
    "centres:close_user": STATE,
    "centres:give_roles": ADDS,
    "centres:let_address_in": STATE,
    "centres:let_user_in": STATE,
    "centres:new_official": NEW,
    "centres:new_user": NEW,
    "centres:reopen_user": STATE,
    "centres:sign_in_help": "makes another link; who has a second factor, see tests/centres/test_password_reset.py",
    "centres:small_team": ADDS,
    "centres:switch": "chooses a centre for this browser alone",
    "distributions:add_publication": NEW,
    "distributions:add_quote": NEW,
    "distributions:drop_moved_date": STATE,
    "distributions:drop_pause": STATE,
    "distributions:extra_round": NEW,
    "distributions:family_notice": NEW,
    "distributions:approval": SEEN,
    "distributions:close_now": SEEN,
    "distributions:family_held": READS,
    "distributions:family_reveal": READS,
    "distributions:families_excel": READS,
    "distributions:find_family": READS,
    "distributions:suggest_families": READS,
    "distributions:round_family_add_find": READS,
    "distributions:round_family_find": READS,
    "families:find_inmate": READS,
    "distributions:goods_from_canteen": NEW,
    "distributions:goods_from_stock": NEW,
    "distributions:hand_over_stop": FIELD,
    "distributions:handover_recipient": FIELD,
    "distributions:paper_approval": SEEN,
    "distributions:paper_entry": FIELD,
    "distributions:photos": ADDS,
    "distributions:prepare": SEEN,
    "distributions:prepare_month": NEW,
    "distributions:cancel_print": STATE,
    "distributions:fetch_print": READS,
    "distributions:print_chosen": READS,
    "distributions:print_paper": READS,
    "distributions:print_some": READS,
    "distributions:survey_some": READS,
    "distributions:reprint": READS,
    "distributions:verify_paper": READS,
    "distributions:programme_move_date": NEW,
    "distributions:programme_new": NEW,
    "distributions:programme_pause": NEW,
    "distributions:recipient_missed": FIELD,
    "distributions:recipient_partial": FIELD,
    "distributions:recipient_phone": READS,
    "distributions:remove_photo": "takes the photo away, whatever was written about it",
    "aid:note_pages": ADDS,
    "aid:remove_note_page": "takes the page away; a page is never changed",
    "distributions:remove_signed_page": "takes the page away; a page is never changed",
    "distributions:paper_numbers_excel": READS,
    "aid:items_excel": READS,
    "aid:receipts_excel": READS,
    "aid:stock_card_excel": READS,
    "aid:stock_list_excel": READS,
    "aid:suppliers_excel": READS,
    "centres:access_log_excel": READS,
    "centres:users_excel": READS,
    "distributions:print_store_losses": READS,
    "distributions:recaps_excel": READS,
    "distributions:recaps_pdf": READS,
    "distributions:regional": READS,
    "distributions:regional_excel": READS,
    "distributions:reports_excel": READS,
    "distributions:signed_pages": ADDS,
    "distributions:send_back": SEEN,
    "distributions:take_in_file": FIELD,
    "distributions:send_records": FIELD,
    "distributions:settle_again": SEEN,
    "distributions:settle_item": SEEN,
    "distributions:settle_rest": SEEN,
    "distributions:submit": SEEN,
    "distributions:take_along": READS,
    "distributions:use_reserve": SEEN,
    "families:add": NEW,
    "families:alike": READS,
    "families:import": NEW,
    "families:import_discard": "of a file that is still being read nobody has decided anything",
    "families:import_read": STATE,
    "families:import_download": READS,
    "families:inmate_add": NEW,
    "families:inmate_lists": NEW,
    "families:inmate_still_held": STATE,
    "families:proxy_end": STATE,
}


@stands
def world() -> SimpleNamespace:
    world = whole_world()
    world.today = timezone.localdate()
    world.another = OfficialFactory(centre=world.centre)
    world.stops = [stop.pk for stop in world.draft.stops.all()]
    return world


def with_every_role(world: SimpleNamespace) -> Client:
    """Somebody who opens every page; ``client.user`` is who."""
    client = Client()
    client.user = MembershipFactory(centre=world.centre, role=Role.ADMIN).user
    for role in set(Role) - {Role.ADMIN}:
        MembershipFactory(centre=world.centre, role=role, user=client.user)
    client.force_login(client.user)
    return client


def page_of(world: SimpleNamespace, name: str) -> str:
    things = [thing_of(world, thing) for thing in TABLE[name].things.values()]
    return reverse(name, args=[getattr(thing, "pk", thing) for thing in things])


def typed(world: SimpleNamespace, said: dict[str, Any] | Typed) -> dict[str, list[str]]:
    said = said(world) if callable(said) else said
    return {name: [str(one) for one in value] if isinstance(value, list) else [value] for name, value in said.items()}


def stored(client: Client, url: str) -> object:
    """The version of what is stored now, as the page carries it."""
    return signed(fields_in(client.get(url)))


def signed(fields: dict[str, list[str]]) -> object:
    """What a version says, without when it was signed."""
    return signing.b64_decode(fields[NAME][0].lstrip(".").partition(":")[0].encode())


def faults(world: SimpleNamespace, name: str, ours: Client, theirs: Client, told: str = CHANGED) -> Iterator[str]:
    """What goes wrong when ``theirs`` saves between our opening a form and our saving it."""
    url = page_of(world, name)
    other, mine = (typed(world, said) for said in (EDITS | ADDITIONS)[name])
    opened_before = fields_in(ours.get(url))
    if theirs.post(url, fields_in(theirs.get(url)) | other).status_code != 302:
        yield "an unchanged record is not saved"
    before = stored(ours, url)
    answer = ours.post(url, opened_before | mine)
    if answer.status_code != 200 or stored(ours, url) != before:
        yield "it was saved over what nobody saw"
        return
    again = fields_in(answer)
    if {field: again.get(field) for field in mine} != mine:
        yield "what was typed is lost"
    who = "Anda sendiri" if ours is theirs else str(theirs.user)
    said = words(answer.content.decode())
    if told not in said or (name not in UNNAMED and f"{who} ," not in said):
        yield "nobody is told who changed what"
    if signed(again) != before:
        yield "the form that came again carries no new version"
    if ours.post(url, again).status_code != 302 or stored(ours, url) == before:
        yield "sent again it is not saved"


@pytest.mark.long
@pytest.mark.parametrize("same", [False, True])
def test_the_second_of_two_tabs_is_asked_keeps_what_was_typed_and_saves_when_sent_again(world, same):
    theirs = with_every_role(world)
    ours = theirs if same else with_every_role(world)
    found = {name: list(faults(world, name, ours, theirs)) for name in EDITS}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("name", ADDITIONS)
def test_the_second_who_adds_to_the_same_is_told_what_was_recorded_and_records_besides(world, name, same):
    theirs = with_every_role(world)
    assert list(faults(world, name, theirs if same else with_every_role(world), theirs, told=ADDED)) == []


@pytest.mark.long
def test_an_untouched_form_that_came_again_takes_back_nothing_of_the_other_tab(world):
    ours, theirs = with_every_role(world), with_every_role(world)
    taken_back = set()
    for name, (other, _mine) in EDITS.items():
        url = page_of(world, name)
        opened_before = fields_in(ours.get(url))
        theirs.post(url, fields_in(theirs.get(url)) | typed(world, other))
        before = stored(ours, url)
        answer = ours.post(url, opened_before)
        if answer.status_code == 200:
            # Not where the form begins with the very value that the other saved.
            ours.post(url, fields_in(answer))
        if stored(ours, url) != before:
            taken_back.add(name)
    assert taken_back == COME_AS_SENT


@pytest.mark.long
@pytest.mark.parametrize("same", [False, True])
def test_a_second_press_and_a_colleague_who_types_the_same_are_answered_as_saved(world, same):
    theirs = with_every_role(world)
    ours = theirs if same else with_every_role(world)
    asked = set()
    for name, (said, _mine) in EDITS.items():
        url = page_of(world, name)
        opened_before = fields_in(ours.get(url)) | typed(world, said)
        theirs.post(url, fields_in(theirs.get(url)) | typed(world, said))
        before = stored(ours, url)
        if ours.post(url, opened_before).status_code != 302:
            asked.add(name)
        assert stored(ours, url) == before, name
    assert asked == WRITE_A_LINE


def test_every_form_that_changes_a_record_carries_its_version_or_says_why_not(world):
    client, carrying, without = with_every_role(world), set(), set()
    for name, line in TABLE.items():
        if line.post or name in NO_PAGES:
            continue
        url = page_of(world, name)
        for form in forms_in(client.get(url)):
            if form.method == "post":
                target = resolve((form.action or url).partition("?")[0]).view_name
                (carrying if form.carries_version else without).add(target)
    posted_alone = {name for name, line in TABLE.items() if line.post}
    # Not every act is offered by the world of this test; those that are carry their digest.
    assert carrying - MARKED == EDITS.keys() | ADDITIONS.keys() | IN_A_LIST | OF_MANY | OF_TWO | STEPS
    assert sorted(without | posted_alone - carrying - MARKED) == sorted(WITHOUT)
