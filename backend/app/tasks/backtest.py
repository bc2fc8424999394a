"""Tasks of the backtest queue."""

from app.tasks.runtime import canary

canary_task = canary("backtest_queue")
