"""The page of the CMS on which a person keeps the own account."""

from django import forms
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from consortium.people.models import User


class NameForm(forms.ModelForm):
    """Wagtail's own asks for a first and a last name, which accounts do not have: not every name has such parts."""

    class Meta:
        model = User
        fields = ("name", "email")


class NamePanel(NameEmailSettingsPanel):
    form_class = NameForm


class OwnAccount(AccountView):
    """Wagtail's page, with its panel of names replaced."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [_ours(panel) for panel in super().get_panels()]


def _ours(panel: BaseSettingsPanel) -> BaseSettingsPanel:
    if not isinstance(panel, NameEmailSettingsPanel):
        return panel
    return NamePanel(panel.request, panel.user, panel.profile)


own_account = never_cache(require_admin_access(OwnAccount.as_view()))
