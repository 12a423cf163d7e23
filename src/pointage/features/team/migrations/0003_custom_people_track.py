"""Tracking time and the phone become permissions that can be taken from a custom person; those who
were custom before keep them."""

from django.db import migrations

HAD = ["own-time:track", "phone:use", "schedule:view:own"]


def keep_what_they_had(apps, schema_editor):
    company = apps.get_model("companies", "Company")
    member = apps.get_model("team", "TeamMember")
    if schema_editor.connection.vendor == "postgresql":
        ids = ",".join(str(pk) for pk in company.objects.values_list("pk", flat=True))
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.company_ids', %s, true)", ["{" + ids + "}"])
    for each in member.objects.filter(user_type="custom").iterator():
        each.custom_permissions = sorted({*each.custom_permissions, *HAD})
        each.save(update_fields=["custom_permissions"])


class Migration(migrations.Migration):
    dependencies = [("team", "0002_groups_and_pay")]
    operations = [migrations.RunPython(keep_what_they_had, migrations.RunPython.noop)]
