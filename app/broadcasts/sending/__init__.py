"""Sending a broadcast: whom it reaches and how it is worded there, handing it over, and taking back the rest."""
