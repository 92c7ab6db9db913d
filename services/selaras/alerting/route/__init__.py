"""Pure decisions: who is told, when, and why not. No input or output, no clock of its own."""
