"""The widgets of our own: each draws its rows itself, from frozen view-models, and posts messages upwards."""
