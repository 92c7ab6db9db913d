"""The web side: sessions, security, pages, templates."""
