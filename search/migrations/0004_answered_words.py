from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_title_vector'),
    ]

    operations = [
        migrations.AddField(
            model_name='learnt',
            name='answers',
            field=models.JSONField(default=dict, help_text='Words by the term that they mean.'),
        ),
    ]
