"""Before a broadcast leaves: whom it is for, what it says and when, who must agree, and what is seen of it then."""
