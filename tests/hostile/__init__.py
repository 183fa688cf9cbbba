"""Bad and hostile input by the ten thousand: ``python -m tests.hostile --cases 1000000 --seed 7``."""
