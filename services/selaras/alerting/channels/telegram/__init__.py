"""Telegram, by the bot API."""
