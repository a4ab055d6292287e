"""Models as files: TOML and UVL, written and read back; a wrong file is refused with its line."""

import pytest

from cpq.catalog.modelling.files import read_model, write_model
from foundation.errors import Refusal
from foundation.language import ROOT

FILES = sorted((ROOT / "demo" / "models").glob("*.toml"))
UVL = """features
    BIKE
        mandatory
            Frame
                alternative
                    Steel
                    Carbon
        optional
            Basket
constraints
    Basket => !Carbon
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_written_as_toml_is_read_back_as_it_was(file):
    model = read_model(file.name, file.read_text("utf-8"), "X")

    assert read_model("again.toml", write_model("toml", model, {}), "X") == model


def test_a_feature_model_is_taken_over_and_written_again():
    model = read_model("", UVL, "BIKE")
    assert model.sku == "BIKE"
    assert model.constraints[0].kind == "expression"

    again = read_model("again.uvl", write_model("uvl", model, {}), "BIKE")

    assert len(again.slots) >= len(model.slots)
    assert len(again.constraints) == len(model.constraints)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("m.toml", 'sku = "X"\nslots = [', "Line 2: this is no TOML."),
        ("m.toml", '[[slots]]\nkey = "a"\n', "Line 1: “slots › 1 › label” is missing."),
        ("m.toml", '[[slots]]\nkey = "a"\nlabel = { ja = "a", en = "a" }\nleast = "x"\n', "Line 4"),
        ("m.toml", '[[slots]]\nkey = "a"\nlabel = { ja = "a", en = "a" }\nsize = 1\n', "Line 4"),
        ("m.uvl", "features\n    BIKE\n        sometimes\n            Bell\n", "Line 3"),
        ("", "features\n", "no features"),
        ("m.toml", 'a = "\x00"', "no TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(name, text, sentence):
    with pytest.raises(Refusal) as refused:
        read_model(name, text, "BIKE")

    assert sentence in str(refused.value.text)
    assert refused.value.field == "file"
