'use client'

import { Sparkline } from '@/components/charts/sparkline'
import { useInView } from '@/hooks/use-in-view'
import { $api } from '@/lib/api-client'
import { candlesOf, pathSymbol } from '@/lib/market'

interface Props {
  source: string
  symbol: string
  width?: number
  height?: number
}

const BARS = 24

/** The last 24 hours of an instrument at a glance; asked for once it can be seen. */
export function DaySpark({ source, symbol, width = 72, height = 24 }: Props) {
  const [ref, isSeen] = useInView<HTMLSpanElement>()
  const { data: closes } = $api.useQuery(
    'get',
    '/api/v1/market/ohlcv/{symbol}',
    {
      params: {
        path: { symbol: pathSymbol(symbol) },
        query: { source, timeframe: '1h', limit: BARS },
      },
    },
    {
      enabled: isSeen,
      staleTime: 5 * 60_000,
      retry: false,
      select: (answer) => candlesOf(answer).items.map(({ close }) => close),
    },
  )
  return (
    <span ref={ref} className="inline-block shrink-0" style={{ width, height }}>
      {closes && closes.length > 1 ? (
        <Sparkline
          values={closes}
          label={`${symbol}, the last ${closes.length} hours of trading`}
          width={width}
          height={height}
        />
      ) : null}
    </span>
  )
}
