"""The screens of groups: who is in them, who asks to be, and the word by which families join."""
