"""The text about a round for the public (*siaran pers*), on the page, as .txt and as PDF.

Indonesian whatever the language of the screen: it goes to Indonesian readers. Names no recipient, inmate or address,
and no village in which fewer than ten families received. It says what is recorded, as it was corrected after close, and
nothing else.
"""

import re
from dataclasses import dataclass

from centres.indonesian import joined, long_days, number_in_words
from centres.models import Official
from config.formats import before_stop
from distributions.models import Attendance, Round
from distributions.reports.results import Results, goods_in_words
from distributions.rounds.sources import Sources
from families.models import Inmate

FEW = 10  # recipients of a village below which a public text does not name it
WHOSE = "keluarga Warga Binaan berkondisi ekonomi menengah ke bawah"
OFFICIALS = (Official.Function.SERVICES_HEAD, Official.Function.MANAGEMENT_HEAD)
QUOTES = "\"'“”‘’«»„ "
ENDS = (",", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class PressRelease:
    """A headline and paragraphs."""

    headline: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        """All of it, a blank line between its parts."""
        return "\n\n".join([self.headline, *self.paragraphs])


def public_text(round: Round, counted: Results) -> PressRelease:
    """What may be published, without a name or place that could point to a family."""
    centre, programme = round.centre_then, round.programme
    paragraphs = [
        f"{centre.place.upper()} – {centre.name} menyalurkan bantuan {round.programme_then.name} kepada "
        f"{_number(counted.served)} {WHOSE} {_where(round, counted)}, {long_days(counted.span.days)}.",
        f"Paket sembako yang diserahkan berisi {goods_in_words(round, counted)}.{_source(counted.sources)}",
        *_who_attended(list(round.attendances.all())),
        *(_said(quote.text, f"{quote.speaker}{_comma(quote.title)}") for quote in round.quotes.all()),
        " ".join(filter(None, (_how_often(round), programme.aims))),
        f"Dasar kegiatan: {programme.legal_basis}" if programme.legal_basis else "",
    ]
    headline = f"{centre.name} Salurkan Paket Sembako kepada {_number(counted.served).title()} Keluarga Warga Binaan"
    return PressRelease(headline, [words for words in paragraphs if words])


def points_to_a_family(round: Round, counted: Results) -> bool:
    """Whether what people typed for the public names a recipient, an inmate, or a village of few recipients.

    Quotes, captions, basis and aims are free text; a name of one word is no name of somebody.
    """
    programme = round.programme
    captions = (photo.caption for photo in round.photos.all() if photo.may_publish)
    typed = [*(quote.text for quote in round.quotes.all()), *captions, programme.aims, programme.legal_basis]
    families = round.recipients.values("family")
    names = {name for name in round.recipients.values_list("contact_name", flat=True) if " " in name}
    inmates = Inmate.objects.filter(ties__family__in=families).values_list("name", flat=True)
    names |= {name for name in inmates if " " in name}
    names |= {place.village for place in counted.places if place.served < FEW}
    said = " ".join(" ".join(typed).split()).casefold()
    return any(re.search(rf"\b{re.escape(name.casefold())}\b", said) for name in names)


def _number(count: int) -> str:
    """Up to ten in words, as newspapers write it."""
    return number_in_words(count) if count <= 10 else str(count)


def _where(round: Round, counted: Results) -> str:
    """Where it was, or the villages of those who came to the centre; one of few recipients is not named.

    Beside named ones it is *tempat lain*: the families of all of them were counted.
    """
    known = [place.village for place in counted.places if place.served >= FEW]
    regency = round.centre.regency.name.title()
    others = [f"tempat lain di {regency}"] if counted.villages > len(known) else []
    homes = joined([*known, *others]) if known else f"beberapa desa di {regency}" if counted.villages > 1 else regency
    if counted.at_centre and counted.at_centre == counted.served:
        return f"dari {homes} di {round.centre_then.name}"
    if known or counted.villages < 2:
        return f"di {homes}"
    return f"di beberapa tempat di {regency}"


def _how_often(round: Round) -> str:
    """What the rule of the programme says: how often it goes on while it lasts, and that others come next.

    A family rests after its package, and a village where the programme says so.
    """
    programme = round.programme
    if programme.ends_on and programme.ends_on <= round.date:
        return ""
    months = f"{_number(programme.every_months)} bulan" if programme.every_months > 1 else "bulan"
    others = ""
    if programme.village_rest_rounds:
        others = " di tempat lain, di desa yang bergantian"
    elif programme.family_rest_months:
        others = " di tempat lain bagi keluarga yang mendapat giliran"
    return f"{round.programme_then.name} dijadwalkan berlanjut setiap {months}{others}."


def _source(found: Sources) -> str:
    if not found.suppliers:
        return ""
    # A sentence of its own: what the office typed begins with a capital.
    funds = f" Sumber dana: {before_stop(found.funds)}." if found.funds else ""
    return f" Bantuan berasal dari {before_stop(found.suppliers)}.{funds}"


def _who_attended(there: list[Attendance]) -> list[str]:
    """The head, the officials and the staff, in these words and by name, and then others who were there."""
    function = {one.pk: one.official.function if one.official else "" for one in there}
    head = [f"{one.title} {one.name}" for one in there if function[one.pk] == Official.Function.HEAD]
    officials = [_with_title(one) for one in there if function[one.pk] in OFFICIALS]
    staff = [_with_title(one) for one in there if function[one.pk] == Official.Function.STAFF]
    known = (Official.Function.HEAD, *OFFICIALS, Official.Function.STAFF)
    others = [_with_title(one) for one in there if function[one.pk] not in known]
    own = [f"pejabat {joined(officials)}" if officials else "", f"staf {joined(staff)}" if staff else ""]
    with_head = ", beserta ".join(filter(None, (joined(head), " dan ".join(filter(None, own)))))
    if not with_head:
        return [f"Penyerahan dihadiri {before_stop(joined(others))}."] if others else []
    more = f" Hadir pula {before_stop(joined(others))}." if others else ""
    return [f"Penyerahan dihadiri {before_stop(with_head)}.{more}"]


def _with_title(one: Attendance) -> str:
    return f"{one.name} ({one.title})" if one.title else one.name


def _said(text: str, speaker: str) -> str:
    """A quote in the marks of a newspaper, whatever marks it was typed with; its full stop gives way to a comma."""
    words = " ".join(text.split()).strip(QUOTES)
    if not words.endswith(ENDS):
        words = f"{words.rstrip('.;: ')},"
    return f"“{words}” kata {before_stop(speaker)}."


def _comma(text: str) -> str:
    return f", {text}" if text else ""
