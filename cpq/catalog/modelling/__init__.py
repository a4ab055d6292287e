"""Product models in the hands of a product manager: drafts, edits, tests, publishing, guides.

Knows which quotes were configured with a model only through what asks it.

    a model typed       desk, filling, reading, reading_rules, naming, edit_views
    a model in files    toml, rows, building, files, transfer_views
    changed, tried      versions, editing, checking, promising, trying
    published           gate, finding, effects, strays, publish_views
    questions for reps  asking, guides, guiding, guide_edits, guide_reading, guide_views
    all pages           pages
"""
