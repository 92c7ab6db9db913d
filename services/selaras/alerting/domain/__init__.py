"""What alerting is about; standard library only."""
