import type { Formatter } from '@/lib/format'

import { daysOf, type Coverage, type Series } from '../period'

interface Props {
  series: Series
  coverage: Coverage
  format: Formatter
}

function textOf({ series, coverage, format }: Props): string {
  const { start, end } = daysOf(series)
  const stored = `${series.source} has ${series.timeframe} bars from ${format.utcDay(start)} to ${format.utcDay(end)}`
  if (coverage.percent === 0) return `No data in this period: ${stored}.`
  const share =
    coverage.percent > 99.95
      ? 'Data for the whole period'
      : `Data for ${format.percent(coverage.percent, { digits: 1 })} of the period`
  return `${share}, about ${format.integer(coverage.bars)} bars: ${stored}.`
}

function gapsOf({ gaps }: Series, format: Formatter): string {
  if (gaps.count === 0) return 'No gaps inside.'
  return `${gaps.count} ${gaps.count === 1 ? 'gap' : 'gaps'} in the whole series, ${format.integer(gaps.missing_bars)} bars missing, the longest ${format.duration(gaps.longest_seconds)}.`
}

/** Which part of the chosen period has bars; the sentence below says the same. */
export function CoverageBar(props: Props) {
  const { coverage, series, format } = props
  const left = `${coverage.from * 100}%`
  const width = `${(coverage.to - coverage.from) * 100}%`
  return (
    <div className="flex flex-col gap-1.5">
      <div
        aria-hidden
        className="relative h-3 overflow-hidden rounded-full border border-input bg-[repeating-linear-gradient(135deg,var(--line)_0_4px,transparent_4px_8px)]"
      >
        <div className="absolute inset-y-0 bg-gain" style={{ left, width }} />
      </div>
      <p className="figure text-2xs text-muted-foreground" data-testid="coverage">
        {textOf(props)} {gapsOf(series, format)}
      </p>
    </div>
  )
}
