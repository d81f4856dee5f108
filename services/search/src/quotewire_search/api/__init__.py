"""The API's routes, by what they tell of; `quotewire_search.routes` joins them."""
