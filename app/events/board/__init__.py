"""What staff see of an event: who comes, who was never reached, what was sent, what came of it."""
