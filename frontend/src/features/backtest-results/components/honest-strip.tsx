'use client'

import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'

import { Card, CardHeader } from '@/components/ui/card'
import { cn } from '@/lib/cn'

import { useTrades } from '../api'
import { useRun } from '../hooks/use-run'
import { cautionsOf, type Tone } from '../model'
import { ProofBadge } from './proof-badge'

const LOOKS: Record<Tone, { Icon: typeof Info; style: string; word: string }> = {
  bad: { Icon: CircleAlert, style: 'text-destructive', word: 'Serious' },
  warn: { Icon: TriangleAlert, style: 'text-warning', word: 'Caution' },
  info: { Icon: Info, style: 'text-muted-foreground', word: 'Note' },
}

/** What to know before believing the figures. */
export function HonestStrip() {
  const { backtest, result, format, currency } = useRun()
  const trades = useTrades(backtest.id)
  const cautions = useMemo(
    () =>
      cautionsOf(
        backtest,
        result,
        trades.data?.items.map(({ pnl }) => pnl) ?? null,
        format,
        currency,
      ),
    [backtest, result, trades.data, format, currency],
  )
  return (
    <Card aria-labelledby="honest">
      <CardHeader id="honest" title="Before you believe this">
        <ProofBadge />
      </CardHeader>
      {cautions.length === 0 ? (
        <p className="text-sm">Nothing about this run stands out.</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {cautions.map(({ code, tone, message }) => {
            const { Icon, style, word } = LOOKS[tone]
            return (
              <li key={code} className="flex gap-2 text-sm">
                <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', style)} />
                <span className="min-w-0 break-words">
                  <span className="sr-only">{word}: </span>
                  {message}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
