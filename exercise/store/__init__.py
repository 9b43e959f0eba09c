"""All reading and writing of files: `scenarios` for content, `journal` for saves, `places` for where they are."""
