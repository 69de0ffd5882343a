"""Where the consortium's office keeps who is in which network."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from consortium.networks.models import NetworkMember


class NetworkMemberViewSet(ModelViewSet):
    """Only those with the model's own permissions come in: the office. No college's group has them."""

    model = NetworkMember
    icon = "group"
    menu_label = "Network members"
    add_to_admin_menu = True
    form_fields = ["network", "organisation", "role", "part", "since", "until"]
    list_display = [
        "organisation",
        Column("network", sort_key="network"),
        Column("get_role_display", label="Role", sort_key="role"),
        "since",
        "until",
    ]
    list_filter = ["network", "role"]
    search_fields = ["organisation__label", "network__label"]
    inspect_view_enabled = False
    copy_view_enabled = False
