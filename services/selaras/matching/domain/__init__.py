"""What matching speaks of: messages, claims, facts, findings and cases. Standard library only."""
