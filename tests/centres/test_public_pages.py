"""What anybody may read: the privacy notice and the guide, in both languages."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "indonesian", "english"),
    [("/privasi/", "Pemberitahuan privasi", "Privacy notice"), ("/panduan/", "Panduan singkat", "Short guide")],
)
def test_it_is_read_without_signing_in(client, address, indonesian, english):
    assert indonesian in client.get(address).content.decode()
    client.cookies["peduli_language"] = "en"
    assert english in client.get(address).content.decode()


def test_the_footer_leads_there(client):
    page = client.get("/akun/masuk/").content.decode()
    assert 'href="/privasi/"' in page
    assert 'href="/panduan/"' in page
