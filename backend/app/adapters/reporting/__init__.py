"""Reports of finished backtests as files."""
