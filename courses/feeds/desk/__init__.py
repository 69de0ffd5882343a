"""What registrars and the office do with feeds in the CMS: connect, map, upload, read runs, decide."""
