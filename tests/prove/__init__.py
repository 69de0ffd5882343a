"""`make prove`: about three minutes of trouble for all to see, with checksums before and after."""
