"""The life of one article, told by the services that took part in it: `quotewire trace`."""
