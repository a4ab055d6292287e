"""What people call the usual categories of products; the keys stand in files and rules."""

from foundation.language import Text, _

CATEGORIES: dict[str, Text] = {
    "assembly-part": _("Assembly parts"),
    "case": _("Cases"),
    "cooler": _("Coolers"),
    "graphics": _("Graphics"),
    "hospitality": _("Hospitality"),
    "memory": _("Memory"),
    "monitor": _("Monitors"),
    "motherboard": _("Motherboards"),
    "network": _("Network"),
    "notebook": _("Notebooks"),
    "peripheral": _("Peripherals"),
    "power-backup": _("Power backup"),
    "power-supply": _("Power supplies"),
    "processor": _("Processors"),
    "rack": _("Racks"),
    "rack-part": _("Rack parts"),
    "server": _("Servers"),
    "service": _("Services"),
    "storage": _("Drives"),
    "storage-system": _("Storage systems"),
    "support": _("Support"),
    "system": _("Operating systems"),
    "workstation": _("Workstations"),
}


def category_label(key: str) -> Text | str:
    """Return what people call a category; an unknown key is shown as it stands."""
    return CATEGORIES.get(key, key)
