"""Where the rooms meet: what each fact sets in motion, and the pages that draw on several rooms.

Has no tables and no rules of its own; it only carries values from one room to the next.
"""
