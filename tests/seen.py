"""What the form of a page carries, so that who decides has seen what is decided about."""

import re

from django.http import HttpResponse
from django.urls import reverse

from tests.client import Client


def seen_on(response: HttpResponse) -> str:
    """What the form of the page carries."""
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert found is not None, "this page has no form to decide by"
    return found[1]


def read(client: Client, name: str, pk: int) -> str:
    """Open the page ``distributions:name`` of a round; what its form carries."""
    return seen_on(client.get(reverse(f"distributions:{name}", args=[pk])))
