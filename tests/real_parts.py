"""The workstation that stories put together from the real parts of ../shared/data/pc-parts."""

from foundation.language import ROOT

PARTS = ROOT.parent / "shared" / "data" / "pc-parts"
DEMO = ROOT / "demo" / "pc-parts"  # how they are read, and what fits together
ABSENT = "the real parts are read from ../shared/data/pc-parts"
WORKSTATION = [
    "case:1:CASE-VSSQAZQFL2",  # NZXT H5 Flow (2024), $84.99
    "power:1:POWER-SUPPLY-PQP5RR3Z37",  # MSI MAG A750GL PCIE5, $109.99
    "motherboard:1:MOTHERBOARD-4X74QIIUUQ",  # MSI MAG B650 TOMAHAWK WIFI, $189.42
    "processor:1:CPU-KAWHFTHFPF",  # AMD Ryzen 7 9800X3D, $451.50
    "memory:2:MEMORY-GDJ7MXT3YM",  # Corsair Vengeance RGB 32 GB, two modules, $94.99
    "graphics:1:VIDEO-CARD-SMJVGFKKUY",  # MSI GeForce RTX 3060 Ventus 2X 12G, $299.97
    "storage:1:INTERNAL-HARD-DRIVE-6YY5CO7EUU",  # Samsung 990 Pro 2 TB, $149.99
    "system:1:OS-N5TVZOMEQO",  # Windows 11 Home, $109.99
]
