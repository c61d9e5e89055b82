"""A make-believe translation engine, so that a demo without the internet can show translations."""
