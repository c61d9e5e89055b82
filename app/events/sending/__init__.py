"""What an event sends: its mailings, whom each concerns, and every text of them."""
