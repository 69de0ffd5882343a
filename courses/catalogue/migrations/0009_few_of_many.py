"""Few courses are hidden singly, or twins: they are found without a look at all the others."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_editions'),
        ('organisations', '0004_longer_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='course',
            index=models.Index(condition=models.Q(('hidden_at__isnull', False)), fields=['organisation'], name='course_hidden_singly'),
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(condition=models.Q(('same_as__isnull', False)), fields=['organisation'], name='course_is_a_twin'),
        ),
    ]
