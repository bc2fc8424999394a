import { Link } from '@/components/link'
import type { Formatter } from '@/lib/format'

import type { Summary } from '../model'

interface Props {
  strategy: Pick<Summary, 'name' | 'version' | 'last_backtest'>
  format: Formatter
}

/** When a strategy was last put to the test, and whether it has changed since. */
export function LastResult({ strategy: { name, version, last_backtest: last }, format }: Props) {
  if (!last) return <span className="text-muted-foreground">None yet</span>
  const isOlder = last.strategy_version !== null && last.strategy_version !== version
  return (
    <>
      <Link
        href={`/backtests/${last.id}`}
        className="inline-flex min-h-6 items-center text-primary underline underline-offset-4"
        aria-label={`Last backtest of ${name}, ${format.date(last.completed_at)}`}
        title={new Date(last.completed_at).toISOString()}
      >
        {format.date(last.completed_at)}
      </Link>
      {isOlder ? (
        <span
          className="text-2xs text-muted-foreground"
          title={`Version ${last.strategy_version} ran; the strategy has changed since`}
        >
          {' '}
          <span aria-hidden>v{last.strategy_version}</span>
          <span className="sr-only">of version {last.strategy_version}</span>
        </span>
      ) : null}
    </>
  )
}
