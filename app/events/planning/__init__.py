"""What staff do with an event: fill it in, invite to it, change it, call it off."""
