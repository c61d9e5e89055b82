"""Reading what a family answers to an invitation: a pure function and the words that it knows."""
