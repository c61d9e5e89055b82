"""What families answer: the question put to them, their seats, what they need, and what is said back."""
