"""Which view took a form was kept and read by nobody: its key finds it, and its answer says where it led."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("centres", "0013_answers_are_pages_of_ours"),)

    operations = (migrations.RemoveField("sentform", "form"),)
