"""Findings gathered into cases. For now: alerting findings that share a draft belong together."""
