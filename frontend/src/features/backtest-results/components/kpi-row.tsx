'use client'

import { cn } from '@/lib/cn'
import { directionOf, type Formatter } from '@/lib/format'

import { KPIS, reasonWords, type Definition } from '../definitions'
import { useRun } from '../hooks/use-run'
import { figureOf, shown } from '../model'
import type { Result } from '../schemas'
import { DefinitionCard } from './definition-card'

type Note = (result: Result, format: Formatter) => string | null

function counted(result: Result, name: string, format: Formatter): string {
  return format.integer(figureOf(result, name).value)
}

const NOTES: Record<string, Note> = {
  total_return_pct: (result, format) => {
    const { value } = figureOf(result, 'buy_and_hold_return_pct')
    return value === null ? null : `Buy and hold ${format.percent(value, { signed: true })}`
  },
  cagr_pct: (result, format) => {
    const { sample } = figureOf(result, 'cagr_pct')
    return sample === null ? null : `per year, over ${format.integer(sample)} days`
  },
  max_drawdown_pct: ({ max_drawdown }, format) => {
    if (max_drawdown === null) return null
    const lasted = format.duration(max_drawdown.duration_seconds)
    return max_drawdown.recovered_at === null ? `not recovered after ${lasted}` : `lasted ${lasted}`
  },
  sharpe_ratio: (result, format) => {
    const { value } = figureOf(result, 'beta')
    return value === null ? null : `Beta to buy and hold ${format.ratio(value)}`
  },
  sortino_ratio: (result, format) => {
    const { value } = figureOf(result, 'alpha_pct')
    return value === null ? null : `Alpha ${format.percent(value, { signed: true })} per year`
  },
  profit_factor: () => 'won per 1 lost, closed trades',
  win_rate_pct: (result, format) =>
    `${counted(result, 'winning_trades', format)} won, ${counted(result, 'losing_trades', format)} lost`,
  total_trades: (result, format) => {
    const { value } = figureOf(result, 'avg_trade_duration_seconds')
    const held = value === null ? null : `held ${format.duration(value)} on average`
    return result.open_position ? `1 more is open${held ? ` · ${held}` : ''}` : held
  },
}

function Tile({ definition }: { definition: Definition }) {
  const { result, format, currency } = useRun()
  const figure = figureOf(result, definition.name)
  const direction = definition.unit === 'percent' && definition.isSigned ? figure.value : null
  const note =
    figure.value === null
      ? reasonWords(figure.reason)
      : (NOTES[definition.name]?.(result, format) ?? null)
  return (
    <div className="flex min-h-18 min-w-0 flex-col rounded-lg border border-border bg-card p-3">
      <dt>
        <DefinitionCard definition={definition} />
      </dt>
      <dd className="flex min-w-0 flex-1 flex-col">
        <span
          className={cn(
            'figure text-2xl font-semibold break-words',
            directionOf(direction) > 0 && 'text-gain',
            directionOf(direction) < 0 && 'text-loss',
          )}
          data-testid={`kpi-${definition.name}`}
        >
          {shown(definition, figure, format, currency)}
        </span>
        {note ? <span className="mt-0.5 text-2xs text-muted-foreground">{note}</span> : null}
      </dd>
    </div>
  )
}

/** The eight figures that say most, each with what it means. */
export function KpiRow() {
  return (
    <section aria-labelledby="kpis">
      <h2 id="kpis" className="sr-only">
        Key figures
      </h2>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4 2xl:grid-cols-8">
        {KPIS.map((definition) => (
          <Tile key={definition.name} definition={definition} />
        ))}
      </dl>
    </section>
  )
}
