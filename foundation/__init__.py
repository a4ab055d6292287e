"""What every room stands on: database, events, outbox, language, money, mail, files.

No business in here, and no knowledge of any room.
"""
