"""How we say it: cards made of what happened, in the reader's language and zone."""
