from django.db import migrations

from search.engines import text_index


def create(apps, schema_editor):
    text_index.create(schema_editor.connection)


def drop(apps, schema_editor):
    text_index.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """Kept by hand: makes what the database needs to search entries by their words."""

    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
