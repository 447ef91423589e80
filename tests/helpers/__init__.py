"""What the tests share: files, worlds, sites, and how they read pages."""
