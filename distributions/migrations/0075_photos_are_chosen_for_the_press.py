"""Which photos stand in the press release is chosen, too; only what may leave the office can be."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0033_photos_of_houses"),
        ("distributions", "0074_what_the_centre_was_called"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="in_press",
            field=models.BooleanField(
                default=False,
                help_text="Up to four. While none is chosen, the first four that may be published are printed.",
                verbose_name="in the press release",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="in_press",
            field=models.BooleanField(
                default=False,
                help_text="Up to four. While none is chosen, the first four that may be published are printed.",
                verbose_name="in the press release",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_press", False), ("may_publish", True), _connector="OR"),
                name="photo_in_press_may_leave",
            ),
        ),
    ]
