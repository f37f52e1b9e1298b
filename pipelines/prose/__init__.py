"""What the prose of a report says: its sections, the numbers in its sentences, and what contradicts them."""
