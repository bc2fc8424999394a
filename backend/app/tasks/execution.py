"""Tasks of the execution queue: until there is work for it, it answers its canary."""

from app.tasks.runtime import canary

canary_task = canary("execution_queue")
