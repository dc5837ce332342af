"""A form is read as UTF-8 or not at all; nothing that names another charset gets a failure for an answer."""

import io
import json

import pytest
from django.test import RequestFactory
from django.urls import reverse

from config.wsgi import application

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = "--x\r\nContent-Disposition: form-data; name={name}\r\n\r\nsiti\r\n--x--\r\n"
BODIES = {URLENCODED: "login=siti&password=salah", MULTIPART: PART.format(name='"login"')}
OTHERS = ("utf-7", "rot13", "base64", "undefined", "idna", "unicode_escape", "utf-16", "latin-1", "nonsense", "")


def answer(content_type: str, body: str, method: str = "POST") -> tuple[str, dict[str, str], str]:
    """Status, headers and page, as gunicorn would get them: the client of the tests makes requests of another class."""
    said = []
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD=method,
        PATH_INFO=reverse("account_login"),
        QUERY_STRING="next=/%2b",
        CONTENT_TYPE=content_type,
        CONTENT_LENGTH=str(len(body)),
        HTTP_HOST="localhost",
    )
    environ["wsgi.input"] = io.BytesIO(body.encode())
    page = b"".join(application(environ, lambda status, headers: said.append((status, dict(headers)))))
    return said[0][0], said[0][1], page.decode()


def refused(content_type: str, body: str, method: str = "POST") -> bool:
    status, headers, page = answer(content_type, body, method)
    return status == "400 Bad Request" and "Tidak ada yang berubah." in page and "Content-Security-Policy" in headers


@pytest.mark.parametrize("charset", OTHERS)
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_another_charset_is_refused_in_words(method, kind, charset):
    assert refused(f"{kind}; charset={charset}", BODIES[kind], method)


@pytest.mark.parametrize("parameter", ["name*=undefined''%61bc", "name*=nonsense''%61bc"])
def test_a_parameter_in_a_charset_of_its_own_is_refused_in_words(parameter):
    assert refused(f"{MULTIPART}; {parameter}", BODIES[MULTIPART])


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"'])
@pytest.mark.parametrize("kind", BODIES)
def test_utf8_is_read_however_it_is_spelt(kind, charset):
    # The token of the form is missing, so it got as far as it should.
    assert answer(f"{kind}; charset={charset}", BODIES[kind])[0] in ("200 OK", "403 Forbidden")


@pytest.mark.parametrize(
    "parameter", [*(f"charset={charset}" for charset in OTHERS), "charset*=undefined''%61", "name*=nonsense''%61bc"]
)
def test_a_script_that_names_another_charset_is_told_so_in_json(parameter):
    status, headers, said = answer(f"application/json; {parameter}", "[]")
    assert (status, json.loads(said)) == ("400 Bad Request", {"error": "malformed"})
    assert "Content-Security-Policy" in headers
