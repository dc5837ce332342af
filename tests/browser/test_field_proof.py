"""The proof at the door: signed on the glass, or a photo that is made small; with a signal and without."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from centres.private_files import read_bytes
from distributions.models import Handover
from tests.browser.conftest import PHONE
from tests.browser.following import follow
from tests.browser.test_field_offline import NAMES, bar, phone  # noqa: F401
from tests.browser.test_month import sign_in
from tests.distributions.handover_pages import approved_round
from tests.factories import CentreFactory, cast


@pytest.fixture
def people(live, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    people = cast(CentreFactory())
    people.round = approved_round(people, families=NAMES[:2], occurrence_on=timezone.localdate())
    return people


def sign(page):
    """Two strokes on the glass."""
    page.get_by_text("Yang menyerahkan dan bukti").click()
    strokes(page, page.get_by_role("img", name="Tanda tangan penerima"))


def strokes(page, glass):
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    for part in (0.3, 0.6):
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] * part)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + box["height"] * (1 - part), steps=5)
        page.mouse.up()


def kept(name):
    """The proof of a family, and its picture as it is kept."""
    handover = Handover.objects.get(recipient__contact_name=name)
    picture = Image.open(io.BytesIO(read_bytes(handover.proof_file)))
    return handover.proof, picture


def is_written(picture):
    """Whether something dark stands on white."""
    grey = picture.convert("L")
    dark = sum(grey.histogram()[:100])
    return 0 < dark < 0.1 * picture.width * picture.height and grey.getpixel((0, 0)) > 250


def test_what_is_signed_on_the_glass_comes_in_with_the_record_and_a_photo_is_made_small(phone, tmp_path):  # noqa: F811
    page = phone.page
    phone.offline()
    page.get_by_role("link", name=NAMES[0]).first.click()
    sign(page)
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[0]}")).to_be_visible()

    page.get_by_role("link", name=NAMES[1]).first.click()
    page.get_by_text("Yang menyerahkan dan bukti").click()
    page.get_by_label("Foto sebagai bukti").set_input_files(of_a_camera(tmp_path / "IMG_1.jpg"))
    page.get_by_role("button", name="Diserahkan lengkap").click()
    expect(page.get_by_text(f"Tercatat di HP ini: {NAMES[1]}")).to_be_visible()
    page.get_by_role("link", name=NAMES[1]).first.click()
    expect(page.locator("[data-said]")).to_contain_text("Foto")
    sizes = page.evaluate(
        """async () => {
            const { openStore } = await import("/static/js/field/store.js");
            const all = await openStore().read("queue", ({ store }) => store.getAll());
            return all.sort((one, other) => one.seq - other.seq).map((one) => one.sealed.length);
        }"""
    )
    assert sizes[0] < 40_000
    assert sizes[1] < 200_000 * 16 / 9 + 2_000

    phone.offline(False)
    expect(bar(phone)).to_be_hidden()
    proof, picture = kept(NAMES[0])
    assert (proof, is_written(picture)) == ("signed", True)
    proof, picture = kept(NAMES[1])
    assert (proof, max(picture.size) <= 1280, dict(picture.getexif())) == ("photo", True, {})


def of_a_camera(path):
    """A large photo that says where it was taken."""
    picture = Image.effect_noise((2400, 1600), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "Rumah Ibu Kartini"
    picture.save(path, "JPEG", quality=92, exif=exif)
    return path


def test_what_is_signed_on_the_page_with_a_signal_is_the_proof(people, open_page):
    page = sign_in(open_page(PHONE), people.officer)
    page.goto(f"/periode/{people.round.pk}/penyaluran/{people.round.recipients.first().pk}/")
    sign(page)
    page.get_by_role("button", name="Hapus goresan").click()
    sign_again = page.get_by_role("img", name="Tanda tangan penerima")
    expect(sign_again).to_be_visible()
    strokes(page, sign_again)
    follow(page.get_by_role("button", name="Diserahkan lengkap"))
    expect(page.get_by_text("Tercatat.")).to_be_visible()
    name = people.round.recipients.first().contact_name
    proof, picture = kept(name)
    assert (proof, is_written(picture)) == ("signed", True)
