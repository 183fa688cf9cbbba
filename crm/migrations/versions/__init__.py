"""One file a step, in the order of their numbers. They are history: once released, a step is never edited."""
