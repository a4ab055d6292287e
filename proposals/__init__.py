"""Documents for customers, the library they are filled from, and where a customer accepts.

Knows quotes as frozen snapshots; does not know deals, approvals or how a signature is sealed.

    a document    gathering, assemble, figures, attached, company, seal, naming, gaps (what is
                  missing), packing
    the library   blocks, markup, rich_text, pictures, importing
    the customer  access (by a link), shown
"""
