"""Companies from before breaks were prepared get lunch and rest, switched off."""

from django.db import migrations

from pointage.foundation.tenancy.models import new_public_id

PREPARED = {
    "fr": (("Pause repas", "REPAS", 30, False), ("Pause repos", "REPOS", 15, True)),
    "en": (("Lunch break", "LUNCH", 30, False), ("Rest break", "REST", 15, True)),
}


def breaks_prepare(apps, schema_editor):
    """A break of the same name, whatever became of it, is left as it is. On PostgreSQL the rows of
    all companies must be in scope, or row-level security hides them."""
    companies = list(apps.get_model("companies", "Company").objects.order_by("pk"))
    rule = apps.get_model("companies", "BreakRule")
    if schema_editor.connection.vendor == "postgresql":
        ids = ",".join(str(company.pk) for company in companies)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.company_ids', %s, true)", ["{" + ids + "}"])
    taken = {(pk, name.casefold()) for pk, name in rule.objects.values_list("company_id", "name")}
    rule.objects.bulk_create(
        rule(
            company=company,
            public_id=new_public_id(),
            name=name,
            code=code,
            minutes=minutes,
            is_paid=is_paid,
            is_active=False,
        )
        for company in companies
        for name, code, minutes, is_paid in PREPARED.get(company.language[:2], PREPARED["en"])
        if (company.pk, name.casefold()) not in taken
    )


class Migration(migrations.Migration):
    dependencies = [("companies", "0003_time_settings")]

    operations = [migrations.RunPython(breaks_prepare, migrations.RunPython.noop)]
