"""Where the consortium's office gives people their roles, and ends them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from consortium.people.invitations import one_time_link
from consortium.people.memberships import MembershipError, begin, settle_groups
from consortium.people.models import Membership, User


class BeginForm(WagtailAdminModelForm):
    """Gives a role to the person of an e-mail address; the account is made where there is none."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(max_length=150, required=False, help_text="Only for who has no account yet.")

    class Meta:
        model = Membership
        fields = ("organisation", "role")

    field_order = ("email", "name", "organisation", "role")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        organisation, role = cleaned.get("organisation"), cleaned.get("role")
        if organisation and role and not organisation.role_groups.filter(role=role).exists():
            raise ValidationError({"role": f"Nobody can hold this role in {organisation}: choose another."})
        return cleaned

    def save(self, commit: bool = True) -> Membership:
        address = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            person = User.objects.create_user(address, name=self.cleaned_data["name"])
        self.instance = begin(person, self.cleaned_data["organisation"], self.cleaned_data["role"])
        return self.instance


class EndForm(WagtailAdminModelForm):
    """Says until when the role is held; a day that has come takes the rights at once."""

    class Meta:
        model = Membership
        fields = ("until",)

    def clean(self) -> dict[str, Any]:
        """The form shows one of the columns that the database's constraints are about, so it asks for them here."""
        cleaned: dict[str, Any] = super().clean()
        until, held = cleaned.get("until"), self.instance
        if until and until < held.since:
            since = timezone.localtime(held.since)
            raise ValidationError({"until": f"The role is held since {since:%-d %b %Y %H:%M}: state a later moment."})
        others = Membership.objects.filter(person=held.person, organisation=held.organisation, role=held.role)
        if "until" in cleaned and until is None and others.filter(until__isnull=True).exclude(pk=held.pk).exists():
            raise ValidationError({"until": "This role is held again since: leave the end of this time as it was."})
        return cleaned

    def save(self, commit: bool = True) -> Membership:
        membership: Membership = super().save(commit)
        settle_groups(membership.person)
        return membership


class Begin(CreateView):
    def form_valid(self, form: BeginForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except MembershipError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)

    def get_success_message(self, instance: Membership) -> str:
        if instance.person.has_usable_password():
            return f"{instance}: from now on."
        return f"{instance}. One-time link to hand over, to set a password: {one_time_link(instance.person)}"


class Delete(DeleteView):
    """For what was given by mistake: the rights go with the row."""

    def delete_action(self) -> None:
        super().delete_action()
        settle_groups(self.object.person)


class MembershipViewSet(ModelViewSet):
    """Only those with the model's own permissions come in: the office."""

    model = Membership
    icon = "user"
    menu_label = "Roles of people"
    add_to_admin_menu = True
    add_view_class = Begin
    edit_view_class = EditView
    delete_view_class = Delete
    list_display = ["person", "organisation", Column("get_role_display", label="Role"), "since", "until"]
    list_filter = ["role", "organisation"]
    search_fields = ["person__email", "person__name", "organisation__label"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        return EndForm if for_update else BeginForm
