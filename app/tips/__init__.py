"""A few good ideas a week, for this child's grade, in the family's language."""
