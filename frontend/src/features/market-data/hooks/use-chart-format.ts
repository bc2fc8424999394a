'use client'

import { useMemo } from 'react'

import { useFormat } from '@/hooks/use-format'
import { formatter, type Formatter } from '@/lib/format'
import { useUi } from '@/stores/ui'

import { exchangeZone, type Calendar } from '../sessions'

/** The formatters of a chart: its times may be those of the user, of the exchange, or UTC. */
export function useChartFormat(calendar: Calendar): Formatter {
  const format = useFormat()
  const clock = useUi((state) => state.chartClock)
  return useMemo(() => {
    if (clock === 'own') return format
    const timezone = clock === 'utc' ? 'UTC' : exchangeZone(calendar)
    return formatter({ ...format.viewer, timezone })
  }, [format, clock, calendar])
}
