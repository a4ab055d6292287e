"""Envelopes, recipients, signatures and seals.

Knows documents and people, nothing of quotes.

    a recipient     access (by a link), disclosure, standing (which face of the page), forms
    an envelope     routing (whose turn), locking, trail, revisions, picturing
    the worker      work, certifying, putting (each signature), completing, evidence
    inside the PDF  sealing, stamp, outlines, timestamping
    keys            keyring, certificates, holding
    read back       checking, examining
"""
