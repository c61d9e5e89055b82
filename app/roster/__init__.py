"""Students, their guardians, the phone numbers they answer and the sections they sit in."""
