"""Each side reads its own language: translations beside the original, and the people who check them."""
