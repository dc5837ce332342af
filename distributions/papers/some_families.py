"""Papers for some families: an extract of a round's paper, and survey forms with the family on them.

An extract says the same of a family as the paper itself, and beneath its title that it is one, and of how many. It is
no paper of the round: it replaces none, is not kept, and has no code.
"""

import datetime
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from centres.indonesian import counted, plain_date, plain_quantity
from centres.models import Centre, Letterhead, User
from centres.paper_engine import render
from config.errors import Refused
from config.formats import quantity
from distributions.models import PaperKind, Recipient, Round
from distributions.papers.bundle import SINGLE, Bundle, Document, letterhead_data, paper_file
from distributions.papers.office_lists import RESERVE_TITLE
from distributions.papers.pdf import bundle_now
from distributions.papers.printing import versions_of
from distributions.papers.survey_form import Visited, survey_document
from distributions.papers.versions import bundle_in
from distributions.papers.wording import address, name_of
from families.models import Family

KINDS = (PaperKind.RECEIPT_LIST, PaperKind.LABELS, PaperKind.ROUTE, PaperKind.RECIPIENTS)
# So many sheets take a second.
MOST = 150


def extract(
    round: Round, kind: PaperKind, numbers: Collection[int], *, by: User, now: datetime.datetime
) -> tuple[PaperKind, Bundle]:
    """What the paper says of the families with these ``numbers`` in the round, for ``extract_pdf``.

    Of an approved round as it is kept. Raises Refused where it says nothing of any of them, and for too many.
    """
    require_few(len(numbers))
    (version,) = versions_of(round, [kind], by=by, now=now).values()
    bundle = bundle_in(version) if version else bundle_now(round)
    cut: dict[str, Any] = dict(bundle)
    if kind == PaperKind.RECEIPT_LIST:
        lists = [(minutes, _cut(receipts, numbers)) for minutes, receipts in bundle["parts"]]
        cut["parts"] = [(minutes, receipts) for minutes, receipts in lists if receipts]
        there = bool(cut["parts"])
    else:
        (name,) = SINGLE[kind]
        cut[name] = _cut(cut[name], numbers)
        there = bool(cut[name])
    if not there:
        raise Refused(_("This paper says nothing of the chosen families: they receive nothing, or did not."))
    kept: Any = cut
    return kind, kept


def extract_pdf(found: tuple[PaperKind, Bundle]) -> bytes:
    kind, bundle = found
    return render(paper_file(bundle, kind))


def _cut(document: Document, numbers: Collection[int]) -> Document:
    """The document with the rows of these families alone; empty where it has none of them."""
    rows_of = {"receipt_list": ("stops", "recipients"), "labels": ("labels", "")}
    whole, rows = rows_of.get(document["kind"], ("groups", "rows"))
    groups = _placed(document[whole]) if rows else [{"": document[whole]}]
    kept = list(_groups(groups, rows, numbers))
    count, total = (sum(len(group[rows]) for group in some) for some in (kept, groups))
    if not count:
        return {}
    cut = document | {whole: kept if rows else kept[0][""]}
    if document["kind"] == "receipt_list":
        cut |= _sums(kept)
    facts = {"Jumlah": f"{counted(count)} dari {counted(total)} keluarga", "Dibawa": f"{counted(count)} paket"}
    cut["facts"] = [[name, facts.get(name, words)] for name, words in document.get("facts", [])]
    some_of_all = " dari ".join(plain_quantity(Decimal(number)) for number in (count, total))
    return cut | {"revision": f"Kutipan: {some_of_all} keluarga"}


def _placed(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of families that have a place; the office's list has the reserve after them."""
    return [group for group in groups if not group["title"].startswith(RESERVE_TITLE)]


def _groups(groups: Sequence[dict[str, Any]], rows: str, numbers: Collection[int]) -> Iterator[dict[str, Any]]:
    for group in groups:
        kept = [row for row in group[rows] if int(row["no"]) in numbers]
        if kept:
            every, here = f"({len(group[rows])} keluarga)", f"({len(kept)} dari {len(group[rows])} keluarga)"
            title = group.get("title", "")
            yield group | {rows: kept, "title": title if len(kept) == len(group[rows]) else title.replace(every, here)}


def _sums(stops: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What follows from the rows of a receipt list: the sides on which one signs, the sums; nobody is added to it."""
    rows = [row for stop in stops for row in stop["recipients"]]
    for line, row in enumerate(rows, 1):
        row["left"] = line % 2 == 1
    packages = sum(int(row["packages"]) for row in rows)
    words = f"{counted(packages)} paket untuk {counted(packages)} keluarga"
    return {"total_packages": str(packages), "total_words": words, "spare": []}


def visited(recipient: Recipient) -> Visited:
    """A family of a round as a survey form names it."""
    village = f"{recipient.village_name}, Kec. {recipient.district_name}"
    return Visited(name_of(recipient), address(recipient), village)


def registered(family: Family, contact: str) -> Visited:
    """A family of the register, by its contact; its address as a round would print it."""
    home = Recipient(address=", ".join(filter(None, (family.hamlet, family.street))), rt=family.rt, rw=family.rw)
    return Visited(contact, address(home), f"{family.village.name}, Kec. {family.village.above.name}")


def survey_forms(families: Sequence[Visited], *, centre: Centre, subject: str, now: datetime.datetime) -> bytes:
    """A PDF with a survey form for each family. Raises Refused for too many at once."""
    require_few(len(families))
    today = centre.local_date(now)
    head = Letterhead.objects.filter(centre=centre).select_related("logo").at(today).first()
    return render(
        {
            "title": f"Formulir Survei – {centre.full_name}",
            "author": centre.full_name,
            "made_at": now.astimezone(centre.zone).isoformat(),
            "paper": "f4" if centre.paper == "f4" else "a4",
            "mark": "",
            "footer": f"dicetak {plain_date(today)}",
            "code": None,
            "cover": None,
            "letterhead": letterhead_data(centre.full_name, head),
            "documents": [survey_document(subject, family) for family in families],
        }
    )


def require_few(count: int) -> None:
    """Raise Refused for nobody, and for so many families that they take longer than a page may."""
    if not count:
        raise Refused(_("Tick at least one family."))
    if count > MOST:
        raise Refused(
            _("%(count)s families are too many: at most %(most)s at once. Narrow them, or print the whole paper.")
            % {"count": quantity(count), "most": quantity(MOST)}
        )
