"""What became of a broadcast: sums that add up, whose families they are, and telling those whom no text reached."""
