"""What stands in hidden fields when the session ends: the user's work is kept with what was typed, and nothing else.

``static/js/kept.js`` keeps a hidden field that says ``data-keep``; the others are the new page's own.
"""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates")
HIDDEN = re.compile(r'<input\b[^>]*type="hidden"[^>]*>')
NAME = re.compile(r'name="([^"]+)"')

NOTHING_TYPED = "beside a button: nothing is typed there"
ITS_FORM = "says what its form is about, and the address or its place on the page does so, too"
SHOWN_ANEW = "whom the page shows beside the button, and the new page shows them anew"
GOES_ON = "where the page goes on"
OF_SIGNING_IN = "the page to sign in, where nothing is kept"

# Each hidden field that is not kept, and why.
THE_PAGES_OWN = {
    "account/login.html": {"{{ redirect_field_name }}": OF_SIGNING_IN},
    "account/reauthenticate.html": {"{{ redirect_field_name }}": OF_SIGNING_IN},
    "mfa/authenticate.html": {"next": OF_SIGNING_IN},
    "_excel.html": {"{{ name }}": NOTHING_TYPED},
    "_foot.html": {"next": NOTHING_TYPED, "language": NOTHING_TYPED},
    "_top.html": {"centre": NOTHING_TYPED},
    "aid/receipt.html": {"version": ITS_FORM},
    "centres/_lockouts.html": {"address": NOTHING_TYPED},
    "centres/_once_more.html": {"{{ name }}": NOTHING_TYPED},
    "centres/of_another_centre.html": {"centre": NOTHING_TYPED},
    "centres/sign_in_help.html": {"version": NOTHING_TYPED},
    "distributions/_number_line.html": {"which": NOTHING_TYPED},
    "distributions/approval.html": {"seen": NOTHING_TYPED},
    "distributions/calendar_link.html": {"version": NOTHING_TYPED},
    "distributions/closing.html": {"seen": NOTHING_TYPED, "outcome": ITS_FORM},
    "distributions/family.html": {"recorded_at": NOTHING_TYPED, "version": NOTHING_TYPED},
    "distributions/handover_list.html": {"waiting": SHOWN_ANEW},
    "distributions/long_print.html": {"paper": NOTHING_TYPED},
    "distributions/prepare.html": {"seen": NOTHING_TYPED},
    "distributions/paper_numbers.html": {"tahun": NOTHING_TYPED},
    "distributions/recaps.html": {"menurut": NOTHING_TYPED, "tahun": NOTHING_TYPED},
    "distributions/regional.html": {"tahun": ITS_FORM, "bulan": ITS_FORM, "merged": NOTHING_TYPED},
    "distributions/reports.html": {"tahun": NOTHING_TYPED},
    "families/_import_all_fields.html": {"status": GOES_ON, "after": GOES_ON},
    "families/_import_discard.html": {"version": NOTHING_TYPED},
    "families/_import_progress.html": {"{{ name }}": GOES_ON, "version": NOTHING_TYPED},
    "families/_import_save.html": {"stage": NOTHING_TYPED, "version": NOTHING_TYPED},
    "families/import_preview.html": {"version": NOTHING_TYPED},
    "families/_unlisted.html": {"unlisted_on": NOTHING_TYPED},
    "families/import_remarks.html": {"of": ITS_FORM},
    "families/_inmate_list_found.html": {"why": NOTHING_TYPED, "version": NOTHING_TYPED},
    "families/_inmate_question.html": {"version": NOTHING_TYPED},
    "families/inmate_list.html": {"version": NOTHING_TYPED},
    "families/_import_row_acts.html": {"version": NOTHING_TYPED, "status": GOES_ON, "after": GOES_ON},
}


def test_a_hidden_field_is_kept_or_is_known_to_be_the_pages_own():
    found: dict[str, set[str]] = {}
    for path in TEMPLATES.rglob("*.html"):
        for field in HIDDEN.findall(path.read_text()):
            if "data-keep" not in field:
                found.setdefault(str(path.relative_to(TEMPLATES)), set()).update(NAME.findall(field))
    assert found == {name: set(fields) for name, fields in THE_PAGES_OWN.items()}
