"""The screens of the school year and of all that will leave."""
