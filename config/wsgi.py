"""The WSGI application that gunicorn serves."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

# What a request names as its charset when that could not be read: refused like any other that is not UTF-8.
UNREADABLE = "unreadable"


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever charset it names; ``centres.middleware.utf8_only`` refuses others.

    Django reads in whatever Python knows by the name. UTF-7 would hide what is sent from every check; with ``rot13``
    or ``undefined`` reading fails before anything could answer in words.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):  # a parameter may name a charset of its own (RFC 2231)
            # A script that speaks JSON is told so in JSON.
            self.content_type = str(meta.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
            self.content_params = {"charset": UNREADABLE}


class Handler(WSGIHandler):
    request_class = Utf8Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
application = Handler()
