"""What is known of the printing of papers: each print stands in the access log, written in the same transaction."""

from centres.models import AccessLog
from distributions.models import Round

# The papers that say what was handed over, by the words of their address; the access log keeps them.
SAYS_THE_RESULT = ("bast", "daftar-tanda-terima", "berkas-tanda-tangan", "laporan-kegiatan")


def printed_since_close(round: Round) -> bool:
    """Whether a paper with the result was printed after the round was closed. One query, none while it is open."""
    if round.closed_at is None:
        return False
    prints = AccessLog.objects.filter(subject_kind=Round._meta.label_lower, subject_id=round.pk)
    return prints.filter(action=AccessLog.Action.PRINT, detail__in=SAYS_THE_RESULT, at__gte=round.closed_at).exists()
