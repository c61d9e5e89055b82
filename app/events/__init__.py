"""An invitation, the replies, and what families need in order to come."""
