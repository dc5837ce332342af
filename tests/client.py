"""The client of the tests: what it sends carries a key, as every form of a page that records something does."""

from typing import Any
from uuid import uuid4

from django.test import Client as DjangoClient
from django.test.client import MULTIPART_CONTENT

from config.form_key import FORM_KEY


class Client(DjangoClient):
    def post(self, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **more: Any) -> Any:
        """Send a form as of a page just opened; a key among the ``data`` is left as it is."""
        if content_type == MULTIPART_CONTENT:
            data = {FORM_KEY: str(uuid4()), **(data or {})}
        return super().post(path, data, content_type, **more)
