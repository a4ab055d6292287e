"""Submitting freezes what is saved; what is typed and not saved is said beside its field."""

import re


def test_whatever_is_typed_in_has_a_place_for_what_is_said_before_submitting(rep, quote):
    page = rep.get(f"/quotes/{quote.id}").text
    forms = re.findall(r'<form[^>]* id="(terms|l-[^"]+)-form"', page)
    assert len(forms) == len(quote.lines) + 1
    assert all(f'id="{form}-refusal"' in page for form in forms)
    assert 'id="submit-quote"' in page
    assert "まだ保存されていない" in page.partition('<template id="unsaved">')[2]
