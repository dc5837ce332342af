"""The settings of nginx that docs/operations.md tells to use fit what Peduli itself takes and believes."""

import re
from pathlib import Path

from django.conf import settings

CONF = (Path(settings.BASE_DIR) / "docs" / "nginx" / "peduli-server.conf").read_text()


def test_the_proxy_takes_whatever_peduli_takes():
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", CONF)
    assert int(megabytes) * 1024 * 1024 > settings.MAX_REQUEST_BYTES


def test_an_address_that_a_client_claims_is_not_passed_on():
    assert re.findall(r"proxy_set_header X-Forwarded-For (\S+);", CONF) == ["$remote_addr"]
