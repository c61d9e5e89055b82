"""One wording to many families: who, what and when, the sending, what they answer, and a report that adds up."""
