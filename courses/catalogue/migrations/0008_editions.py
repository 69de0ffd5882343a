"""What people typed and edited is kept by day; of what they did before, what stands now is known, and since when."""

import django.db.models.deletion
from django.db import migrations, models


def note_what_stands(apps, _schema_editor):
    course, edition = apps.get_model("catalogue", "Course"), apps.get_model("catalogue", "Edition")
    for one in course.objects.filter(source__kind="typed").iterator():
        edition.objects.create(course=one, at=one.changed_at, stated=one.stated)
        if one.withdrawn_at:
            edition.objects.create(course=one, at=one.withdrawn_at, stated=one.stated, is_withdrawn=True)
    edited = course.objects.filter(overrides__isnull=False).distinct().select_related("source")
    for one in edited.prefetch_related("overrides").iterator(chunk_size=500):
        standing = {}
        for override in sorted(one.overrides.all(), key=lambda override: override.made_at):
            if override.field not in one.source.locked_fields:
                standing = {**standing, override.field: override.value}
                edition.objects.create(course=one, at=override.made_at, edits=standing)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_one_typed_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('stated', models.JSONField(null=True)),
                ('edits', models.JSONField(default=dict)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='catalogue.course')),
            ],
            options={
                'ordering': ['course', 'at', 'id'],
                'indexes': [models.Index(fields=['course', 'at'], name='edition_by_day')],
            },
        ),
        migrations.RunPython(note_what_stands, migrations.RunPython.noop),
    ]
