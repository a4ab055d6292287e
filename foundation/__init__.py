"""What every room stands on: database, events, outbox, language, money, mail, files.

No business in here, and no knowledge of any room.

    data               db, columns, append_only, storage, canonical, chain, numbering, keys,
                       settings
    facts and work     outbox, mail, webhooks
    words and numbers  language, errors, numbers (typed), formats (shown), money
    doors              doors, templating, tokens, visitors; of files: contained (in), handing
                       (out)
    the way out        safe_http
    made here          rendering (documents), spreadsheets
"""
