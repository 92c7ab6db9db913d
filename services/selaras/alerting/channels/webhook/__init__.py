"""Webhooks signed as Standard Webhooks say."""
