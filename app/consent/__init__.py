"""Which numbers may be texted about what, and the evidence."""
