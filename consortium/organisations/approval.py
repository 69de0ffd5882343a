"""The one workflow by which what an organisation publishes is approved."""

from wagtail.models import Workflow, WorkflowTask

from consortium.organisations.models import ModeratorApproval

NAME = "Approval by the organisation's moderator"


def approval_workflow() -> Workflow:
    """The workflow that corners carry, made when there is none yet."""
    workflow = Workflow.objects.filter(name=NAME).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        task = ModeratorApproval.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    return workflow
