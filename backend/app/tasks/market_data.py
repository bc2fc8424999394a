"""Tasks of the market data queue: until there is work for it, it answers its canary."""

from app.tasks.runtime import canary

canary_task = canary("market_data_queue")
