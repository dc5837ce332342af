"""Where a form's answer leads is a page of ours for a browser, too: no backslash, no control character."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("centres", "0012_moments_in_our_time"),)

    operations = (
        migrations.RemoveConstraint(model_name="sentform", name="sent_form_answer_is_a_page"),
        migrations.AddConstraint(
            model_name="sentform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    answer__regex=r"^/([^/\\\u0001-\u001f\u007f-\u009f][^\\\u0001-\u001f\u007f-\u009f]*)?$"
                ),
                name="sent_form_answer_is_a_page",
            ),
        ),
    )
