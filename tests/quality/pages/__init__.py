"""Golden pages: invented pages with publishers' real markup habits, and what a careful reader takes from them."""
