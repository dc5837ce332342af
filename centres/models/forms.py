"""The forms that were carried out, each under the key that its page gave it. See ``centres/sent_forms.py``."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from centres.models.centre import CentreOwned

# An address of our own: browsers take "//" and "/\" for another host's, and leave out tabs and new lines.
PAGE_OF_OURS = r"^/([^/\\\u0001-\u001f\u007f-\u009f][^\\\u0001-\u001f\u007f-\u009f]*)?$"


class SentForm(CentreOwned):
    """A form that recorded something, and where its answer led. Append-only: what was carried out stays so.

    The digest of what it said is keyed, so that nobody can guess at it. Some 200 bytes; none is ever removed.
    """

    key = models.UUIDField()
    content_digest = models.BinaryField(max_length=32)
    answer = models.CharField(max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("centre", "key"), name="sent_form_once"),
            # It is where a browser is sent: never to another server.
            models.CheckConstraint(condition=Q(answer__regex=PAGE_OF_OURS), name="sent_form_answer_is_a_page"),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.answer}"
