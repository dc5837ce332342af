"""The client of the tests: what it sends carries a key, as every form of a page that records something does."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client as DjangoClient
from django.test.client import MULTIPART_CONTENT

from centres.models import User
from config.form_key import FORM_KEY


class Client(DjangoClient):
    def post(self, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **more: Any) -> Any:
        """Send a form as of a page just opened; a key among the ``data`` is left as it is."""
        if content_type == MULTIPART_CONTENT:
            data = {FORM_KEY: str(uuid4()), **(data or {})}
        return super().post(path, data, content_type, **more)

    def force_login(self, user: User, backend: str | None = None) -> None:
        """Give somebody a session, by one statement; nothing is noted with the account.

        Django's writes the session twice and the account once, with its history, which is a quarter of the time of a
        test that opens one page. Tests of signing in do it at the page.
        """
        if settings.SESSION_COOKIE_NAME in self.cookies:
            return super().force_login(user, backend)
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: backend or self._get_backend(),
                HASH_SESSION_KEY: user.get_session_auth_hash(),
            }
        )
        row = session.create_model_instance(dict(session.items()))
        Session.objects.bulk_create([row])
        self.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
        return None
