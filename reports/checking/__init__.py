"""A report proves itself: numbers computed again from what is attached, pages drawn again from those."""
