from django.db import migrations

from search.engines import text_index


def create(apps, schema_editor):
    text_index.create(schema_editor.connection)


class Migration(migrations.Migration):
    """Kept by hand: makes what of the text index is missing."""

    dependencies = [("search", "0002_text_index")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
