"""The shell: the application, its security, its command line, and what administrators see.

Opens the doors of the rooms and turns refusals into answers; no business of its own.

    built             app, doors (of which rooms), policy (who may open what), openapi
    every request     requests (its transaction), security, care, idempotency, refusals, pages
    pages of its own  sign_in, administration, outgoing, webhooks
    is it well?       health, self_check
    started           serve, prepare, readiness, family, loading, logs
    by hand           cli, importing, bom_importing; the demo company: demo, demo_people
"""
