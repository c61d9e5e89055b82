"""What families answer to a broadcast: choices, places, thanks and words, and what comes of them."""
