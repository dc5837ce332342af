"""The WhatsApp summary of a round for superiors.

Indonesian whatever the language of the screen: it goes to Indonesian readers. Names no recipient, inmate or address.
"""

from django.utils import translation

from centres.indonesian import long_days
from config.formats import rupiah
from distributions.models import Round
from distributions.reports.results import Results, goods_in_words

SUMMARY_LENGTH = 1000  # characters of the WhatsApp summary


def summary_text(round: Round, counted: Results) -> str:
    """The WhatsApp summary for superiors, at most 1,000 characters."""
    source = f", dari {counted.sources.suppliers}" if counted.sources.suppliers else ""
    lines = [
        f"*{round.programme.name.upper()}*",
        f"*{round.centre.full_name}*",
        "",
        f"Hari/tanggal: {long_days(counted.span.days)}",
        f"Penerima: {counted.served} dari {counted.planned} keluarga Warga Binaan",
        f"Lokasi: {counted.villages} desa/kelurahan di {counted.districts} kecamatan",
        f"Bantuan: paket sembako ({goods_in_words(round, counted)}){source}",
    ]
    if counted.items and counted.value is not None:
        with translation.override("id"):
            lines.append(f"Nilai: {rupiah(counted.value)} ({counted.priced_by})")
    if counted.missed:
        lines.append(f"Belum diserahkan: {counted.missed} keluarga{_replaced(counted)}{_first_next(counted)}")
    if counted.corrections:
        lines.append(f"Koreksi setelah ditutup: {counted.corrections}, lihat laporan")
    if round.obstacles:
        lines.append(f"Kendala: {round.obstacles}")
    lines += ["", _how_it_went(counted)]
    lines.append("Demikian dilaporkan. Terima kasih.")
    return _shortened("\n".join(lines))


def _replaced(counted: Results) -> str:
    return f" ({counted.replaced} digantikan keluarga cadangan)" if counted.replaced else ""


def _first_next(counted: Results) -> str:
    """Only who was missed through no fault of its own comes first next time."""
    if not counted.first_next:
        return ""
    some = "" if counted.first_next == counted.missed else f"{counted.first_next} di antaranya "
    return f", {some}didahulukan pada periode berikutnya"


def _how_it_went(counted: Results) -> str:
    if not counted.waiting:
        return "Kegiatan berjalan aman dan tertib."
    return "Penyaluran masih berlangsung." if counted.served or counted.missed else "Penyaluran belum dimulai."


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1] + "…"
