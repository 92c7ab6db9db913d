"""Incoming webhooks of Slack and Mattermost."""
