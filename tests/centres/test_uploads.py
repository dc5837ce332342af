"""A request that sends more than all forms need is refused before its files lie on the disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.uploads import LimitedUploads
from tests.client import Client

pytestmark = pytest.mark.django_db


def test_files_that_are_too_large_together_are_refused_unread(settings, monkeypatch):
    settings.MAX_REQUEST_BYTES = 100_000
    begun = []
    monkeypatch.setattr(LimitedUploads, "new_file", lambda *args, **kwargs: begun.append(args))
    client = Client(raise_request_exception=False)
    files = {"a": SimpleUploadedFile("a.jpg", b"x" * 60_000), "b": SimpleUploadedFile("b.jpg", b"x" * 60_000)}

    answer = client.post(reverse("account_login"), files)

    assert (answer.status_code, begun) == (400, [])


def test_files_within_the_limit_are_read(settings):
    settings.MAX_REQUEST_BYTES = 100_000

    answer = Client().post(reverse("account_login"), {"a": SimpleUploadedFile("a.jpg", b"x" * 60_000)})

    assert answer.status_code == 200
