"""intake: drafts in, and the directory of agencies, owners and keys."""
