"""What staff see: pages made on the server, which work by plain reload and plain form post."""
