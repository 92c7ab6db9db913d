"""What alerting does with each event."""
