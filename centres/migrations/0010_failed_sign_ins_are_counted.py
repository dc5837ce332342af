"""Wrong sign-ins are counted in a table that administrators read, and a browser can become a stranger's again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import append_only, never_truncated


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0009_days_in_our_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="browsers_forgotten_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("account", models.CharField(max_length=64)),
                ("step", models.CharField(choices=[("password", "password"), ("code", "two-step code")], max_length=8)),
                ("browser", models.CharField(blank=True, max_length=32)),
                ("address", models.GenericIPAddressField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "-at"], name="failed_sign_in_of_account"),
                    models.Index(fields=["address", "-at"], name="failed_sign_in_of_address"),
                    models.Index(fields=["at"], name="failed_sign_in_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LiftedWait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("address", models.GenericIPAddressField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["address", "-at"], name="lifted_wait_of_address")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address__isnull", True), ("user__isnull", False)),
                            models.Q(("address__isnull", False), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="lifted_wait_of_account_or_address",
                    )
                ],
            },
        ),
        append_only("centres_liftedwait"),
        never_truncated("centres_failedsignin"),
    ]
