"""A question put to a phone, and what answers it."""
