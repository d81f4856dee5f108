"""What people would ask of the demo's newsroom, with the right answers, and how well search gives them."""
