"""What can be said and heard, on any platform: the only words that adapters and handlers share."""
