from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import import_string

# Wagtail connects its own mails under these names, and what came first under a name stays.
_IN_PLACE_OF_WAGTAILS = (
    ("task_submitted", "TaskState", "on_submitted", "group_approval_task_submitted_email_notification"),
    ("workflow_rejected", "WorkflowState", "on_rejected", "workflow_state_rejected_email_notification"),
    ("workflow_approved", "WorkflowState", "on_approved", "workflow_state_approved_email_notification"),
)


class PeopleConfig(AppConfig):
    name = "consortium.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        user_logged_in.connect(import_string("consortium.people.receivers.on_signed_in"), dispatch_uid="memberships")
        for signal, sender, receiver, uid in _IN_PLACE_OF_WAGTAILS:
            import_string(f"wagtail.signals.{signal}").connect(
                import_string(f"consortium.people.approval_mail.{receiver}"),
                sender=import_string(f"wagtail.models.{sender}"),
                dispatch_uid=uid,
            )
