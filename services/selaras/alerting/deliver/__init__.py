"""Takes due deliveries to their channels: retries, circuits, pacing, dead letters."""
