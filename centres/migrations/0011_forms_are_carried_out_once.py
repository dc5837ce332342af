"""What a form recorded stands under the key of the form, so that it is recorded once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import append_only, check


class Migration(migrations.Migration):
    dependencies = [("centres", "0010_failed_sign_ins_are_counted")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                ("form", models.CharField(help_text="the view, such as aid:new_receipt", max_length=100)),
                ("content_digest", models.BinaryField(max_length=32)),
                ("answer", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.centre",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "key"), name="sent_form_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__startswith", "/"), models.Q(("answer__startswith", "//"), _negated=True)
                        ),
                        name="sent_form_answer_is_a_page",
                    ),
                ],
            },
        ),
        check("sent_form_has_a_digest", "centres_sentform", "octet_length(content_digest) = 32"),
        append_only("centres_sentform"),
    ]
