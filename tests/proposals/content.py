"""The demo company's content as documents use it, without a database."""

import tomllib
from base64 import b64encode
from pathlib import Path

from proposals.blocks import Block, Kind, parts_of
from proposals.rich_text import sanitised

FOLDER = Path(__file__).parents[2] / "demo" / "content"


def demo_blocks(language):
    blocks = tomllib.loads((FOLDER / "blocks.toml").read_text("utf-8"))["block"]
    return [made(block) for block in blocks if block["language"] == language]


def made(block):
    key, kind = block.get("key", ""), Kind(block["kind"])
    parts = parts_of(sanitised(block["body"]))
    return Block(f"{kind}-{key}", kind, key, block["title"], parts, drawn(block.get("picture")))


def drawn(name):
    if not name:
        return None
    content = b64encode((FOLDER / "pictures" / name).read_bytes()).decode()
    return f"data:image/svg+xml;base64,{content}"
