"""Submitting freezes what is saved; what is typed and not saved is said beside its field."""

import re


def test_whatever_is_typed_in_has_a_place_for_what_is_said_before_submitting(rep, quote):
    page = rep.get(f"/quotes/{quote.id}").text
    forms = re.findall(r'<form[^>]* id="(terms|l-[^"]+)-form"', page)
    assert len(forms) == len(quote.lines) + 1
    assert all(f'id="{form}-refusal"' in page for form in forms)
    assert 'id="submit-quote"' in page
    assert "まだ保存されていない" in page.partition('<template id="unsaved">')[2]


def test_what_another_window_changed_is_looked_at_before_it_is_submitted(rep, quote):
    seen = re.search(r'name="seen" value="(\d+)"', rep.get(f"/quotes/{quote.id}").text)[1]
    address = f"/quotes/{quote.id}/lines/{quote.lines[0].id}"
    rep.post(f"{address}", data={"quantity": "7"})

    refused = rep.post(f"/quotes/{quote.id}/submit", data={"seen": seen})
    assert refused.status_code == 409
    assert "別の画面で変更されました" in refused.text
    now = re.search(r'name="seen" value="(\d+)"', refused.text)[1]
    assert rep.post(f"/quotes/{quote.id}/submit", data={"seen": now}).status_code == 303
