"""Selaras stops government agencies from contradicting each other in public.

See README.md for what it does and docs/ for why it is built so. Each folder here is a service
(intake, embedding, matching, alerting), what services share (kit, gazetteer, catalogue), the SDK
for CMS plugins (client), the command (cli) or generated stubs (api, event, internal).
"""
