"""What customers do, and how large they are: the lists people choose from.

The keys stand in files and choose case studies, so they never change; the words may.
"""

from foundation.language import Text, _

INDUSTRIES: dict[str, Text] = {
    "manufacturing": _("Manufacturing"),
    "construction": _("Construction and design"),
    "electronics": _("Electronics"),
    "automotive": _("Automotive"),
    "healthcare": _("Healthcare"),
    "research": _("Research and universities"),
    "education": _("Education"),
    "media": _("Media and games"),
    "finance": _("Banking and insurance"),
    "logistics": _("Logistics"),
    "retail": _("Retail and wholesale"),
    "public": _("Public sector"),
    "it": _("Information technology"),
    "reseller": _("Dealer or distributor"),
    "other": _("Other"),
}

SIZES: dict[str, Text] = {
    "micro": _("Up to 20 people"),
    "small": _("21 to 100 people"),
    "medium": _("101 to 500 people"),
    "large": _("501 to 3,000 people"),
    "huge": _("More than 3,000 people"),
}


def industry_label(key: str) -> Text | str:
    """Return what people call an industry; an unknown key is shown as it stands."""
    return INDUSTRIES.get(key, key)


def size_label(key: str) -> Text | str:
    """Return what people call a size."""
    return SIZES.get(key, key)
