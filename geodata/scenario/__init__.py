"""What if: service points added, closed, moved or changed, and the best places for new ones."""
