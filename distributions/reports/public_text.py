"""The draft of a text about a round for the public.

Indonesian whatever the language of the screen: it goes to Indonesian readers. Names no recipient, inmate or address,
and no village in which fewer than ten families received.
"""

from centres.indonesian import joined, long_days
from config.formats import before_stop
from distributions.models import Round
from distributions.reports.results import Results, goods_in_words
from distributions.rounds.sources import Sources

FEW = 10  # recipients of a village below which a public text does not name it


def public_text(round: Round, counted: Results) -> str:
    """A draft for the public, without a name or place that could point to a family."""
    centre, programme = round.centre, round.programme
    known = [place.village for place in counted.places if place.served >= FEW]
    where = f"di {joined(known)}" if known else f"di beberapa tempat di {centre.regency.name.title()}"
    who = _who_attended(round)
    paragraphs = [
        f"{centre.place.upper()} – {centre.name} menyalurkan bantuan {programme.name} kepada {counted.served} keluarga "
        f"Warga Binaan yang kurang mampu {where}, {long_days(counted.span.days)}.",
        f"Paket sembako yang diserahkan berisi {goods_in_words(round, counted)}.{_source(counted.sources)}",
    ]
    if who:
        paragraphs.append(f"Penyerahan dihadiri {before_stop(who)}.")
    paragraphs += [
        f"“{quote.text}” kata {before_stop(f'{quote.speaker}{_comma(quote.title)}')}." for quote in round.quotes.all()
    ]
    paragraphs.append(
        f"{programme.name} berlangsung setiap bulan di lokasi yang berbeda, sehingga makin banyak keluarga terjangkau."
        + (f" {programme.aims}" if programme.aims else "")
    )
    if programme.legal_basis:
        paragraphs.append(f"Dasar kegiatan: {programme.legal_basis}")
    return "\n\n".join(paragraphs)


def _source(found: Sources) -> str:
    if not found.suppliers:
        return ""
    # A sentence of its own: what the office typed begins with a capital.
    funds = f" Sumber dana: {before_stop(found.funds)}." if found.funds else ""
    return f" Bantuan berasal dari {before_stop(found.suppliers)}.{funds}"


def _who_attended(round: Round) -> str:
    return joined([f"{who.name}{f' ({who.title})' if who.title else ''}" for who in round.attendances.all()])


def _comma(text: str) -> str:
    return f", {text}" if text else ""
