"""What would be the same in a dentist's office: plumbing that knows no school word."""
