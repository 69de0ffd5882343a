"""Where those who keep the installation look accounts up, change and close them."""

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

# One name and no parts of it; what a person may do where is begun and ended as a membership.
NOT_OURS = {"first_name", "last_name", "groups"}


class NewAccountForm(UserCreationForm):
    first_name = last_name = None
    field_order = ("email", "name")

    class Meta(UserCreationForm.Meta):
        fields = (UserCreationForm.Meta.fields - NOT_OURS) | {"name"}


class AccountForm(UserEditForm):
    first_name = last_name = None
    field_order = ("email", "name")

    class Meta(UserEditForm.Meta):
        fields = (UserEditForm.Meta.fields - NOT_OURS) | {"name"}


class AccountViewSet(UserViewSet):
    """Wagtail's desk with forms of ours, drawn as all forms of the CMS are: its own templates name what we left out."""

    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[NewAccountForm] | type[AccountForm]:
        return AccountForm if for_update else NewAccountForm
