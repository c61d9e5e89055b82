"""The demo: the whole product on one machine, with a small bilingual school and phones one can see."""
