"""The life of one voice call: words read out to a phone that no text reaches."""
