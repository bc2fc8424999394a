"""Tasks of the strategy queue: until there is work for it, it answers its canary."""

from app.tasks.runtime import canary

canary_task = canary("strategy_queue")
