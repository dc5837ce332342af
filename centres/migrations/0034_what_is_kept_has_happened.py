"""Nothing is kept of a moment to come: a wrong sign-in of the year 2100 would count until then, a lifted wait would let
everybody try until then."""

from django.db import migrations

from config.walls import has_happened


class Migration(migrations.Migration):
    dependencies = (("centres", "0033_photos_of_houses"),)

    operations = (
        has_happened("stored_file_has_happened", "centres_storedfile", moments=("stored_at",)),
        has_happened("sent_form_has_happened", "centres_sentform", moments=("at",)),
        has_happened(
            "user_has_happened", "centres_user", moments=("last_login", "date_joined", "browsers_forgotten_at")
        ),
        has_happened("failed_sign_in_has_happened", "centres_failedsignin", moments=("at",)),
        has_happened("lifted_wait_has_happened", "centres_liftedwait", moments=("at",)),
    )
