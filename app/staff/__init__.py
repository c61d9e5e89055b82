"""Who works at a school, how they sign in and what they may do."""
