"""How much one request may send."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploads(TemporaryFileUploadHandler):
    """Files go to the disk, but not before the size of all is known: a form is read before anybody is signed in."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Refuse a request of more than ``MAX_REQUEST_BYTES``; Django's own limit doesn't count files."""
        if content_length > settings.MAX_REQUEST_BYTES:
            raise RequestDataTooBig("The files of this request are too large together.")
