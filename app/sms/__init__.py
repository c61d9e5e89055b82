"""What a text message is, with no database, network or clock."""
