"""What the configurator's page says is still to choose."""

from cpq.catalog.configuring import Choice, Configurator, Definition, compile_model
from cpq.quoting.bench import Bench


def slot(key, *options, **fields):
    name = {"ja": key, "en": key}
    own = [{"key": one, "name": {"ja": one, "en": one}} for one in options]
    return {"key": key, "label": name, "options": own, **fields}


MODEL = {
    "sku": "BIKE",
    "slots": [
        slot("frame", "steel", "carbon"),
        slot("lights", "front", "rear", "side", least=2, most=3),
        slot("bags", "left", "right", "top", least=2, most=3, parent="frame/steel"),
        slot("extras", "bell", "lock", least=0, most=2),
    ],
}
CONFIGURATOR = Configurator(compile_model(Definition.model_validate(MODEL), {}))


def still(*keys):
    choices = {key: Choice(sku=key.partition("/")[2] or "carbon") for key in keys}
    return [label.en for label in Bench(CONFIGURATOR, choices).still_to_choose()]


def test_groups_of_several_are_named_until_as_many_are_chosen_as_they_ask_for():
    assert still() == ["frame", "lights"]
    assert still("lights/front") == ["frame", "lights"]
    assert still("lights/front", "lights/rear") == ["frame"]
    assert still("frame", "lights/front") == ["lights"]
    assert still("frame", "lights/front", "lights/side") == []


def test_a_group_under_an_option_is_named_once_that_is_chosen():
    steel = Bench(CONFIGURATOR, {"frame": Choice(sku="steel")}).still_to_choose()

    assert [label.en for label in steel] == ["lights", "bags"]
