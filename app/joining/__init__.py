"""Families who join a group by texting the word on its flyer."""
