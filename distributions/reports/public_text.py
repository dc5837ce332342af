"""The draft of a text about a round for the public.

Indonesian whatever the language of the screen: it goes to Indonesian readers. Names no recipient, inmate or address,
and no village in which fewer than ten families received. It says what is recorded, as it was corrected after close, and
nothing else.
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
    who = _who_attended(round)
    families = f"{counted.received} keluarga Warga Binaan yang kurang mampu"
    paragraphs = [
        f"{centre.place.upper()} – {centre.name} menyalurkan bantuan {programme.name} kepada {families} "
        f"{_where(round, counted)}, {long_days(counted.span.days)}.",
        f"Paket sembako yang diserahkan berisi {goods_in_words(round, counted)}.{_source(counted.sources)}",
    ]
    if who:
        paragraphs.append(f"Penyerahan dihadiri {before_stop(who)}.")
    paragraphs += [
        f"“{quote.text}” kata {before_stop(f'{quote.speaker}{_comma(quote.title)}')}." for quote in round.quotes.all()
    ]
    paragraphs += filter(None, [" ".join(filter(None, (_how_often(round), programme.aims)))])
    if programme.legal_basis:
        paragraphs.append(f"Dasar kegiatan: {programme.legal_basis}")
    return "\n\n".join(paragraphs)


def _where(round: Round, counted: Results) -> str:
    """Where it was, or the villages of those who came to the centre; one of few recipients is not named."""
    known = [place.village for place in counted.places if counted.received_in(place) >= FEW]
    regency = round.centre.regency.name.title()
    homes = joined(known) if known else f"beberapa desa di {regency}" if counted.villages > 1 else regency
    if counted.at_centre and counted.at_centre == counted.received:
        return f"dari {homes} di {round.centre.name}"
    if known or counted.villages < 2:
        return f"di {homes}"
    return f"di beberapa tempat di {regency}"


def _how_often(round: Round) -> str:
    """What the rule of the programme says: rounds are monthly while it lasts, and a village rests in between."""
    programme = round.programme
    if programme.ends_on and programme.ends_on <= round.date:
        return ""
    in_turn = ", di desa yang bergantian" if programme.village_rest_rounds else ""
    return f"{programme.name} dijadwalkan setiap bulan{in_turn}."


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
