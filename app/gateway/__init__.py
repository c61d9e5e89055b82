"""The one door to the SMS provider."""
