"""Where one of some words is chosen from, no other word is kept: no page that shows it would open."""

from django.db import migrations, models

from config.walls import known_words

# "-" stands for none.
KNOWN = {
    "centres_accesslog": {
        "action": "reveal export print file reset role set_up",
    },
    "centres_region": {
        "level": "province regency district village",
    },
    "centres_centre": {
        "kind": "rutan lapas lpka",
        "time_zone": "Asia/Jakarta Asia/Makassar Asia/Jayapura",
        "paper": "a4 f4",
    },
    "centres_official": {
        "function": "head services_head management_head cooperative staff",
        "capacity": "- plt plh an",
    },
    "centres_storedfile": {
        "kind": "photo proof approval paper logo",
    },
    "centres_datakey": {
        "purpose": "data digest",
    },
    "centres_membership": {
        "role": "operator officer storekeeper coordinator head humas viewer admin",
    },
    "centres_failedsignin": {
        "step": "password code",
    },
}


class Migration(migrations.Migration):
    dependencies = (("centres", "0015_second_factors_are_bound"),)

    operations = (
        migrations.AlterField(
            "accesslog",
            "action",
            models.CharField(
                choices=[
                    ("reveal", "Shown in full"),
                    ("export", "Exported"),
                    ("print", "Printed"),
                    ("file", "File opened"),
                    ("reset", "Sign-in renewed"),
                    ("role", "Role or account changed"),
                    ("set_up", "Set-up changed"),
                ],
                max_length=6,
                verbose_name="What",
            ),
        ),
        known_words(KNOWN),
    )
