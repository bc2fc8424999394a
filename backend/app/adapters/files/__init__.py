"""Tables in files: CSV, Parquet and JSON as named columns, in pieces that fit in memory."""
