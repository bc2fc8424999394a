'use client'

import { CalendarRange, Pencil } from 'lucide-react'

import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'

import { useRun } from '../hooks/use-run'
import { figureOf, whyNoTrades } from '../model'
import { againPath } from './results-header'

/** Says that there is nothing to judge, why that may be, and what to change; else nothing. */
export function NoTrades() {
  const { backtest, result } = useRun()
  if (figureOf(result, 'total_trades').value !== 0) return null
  return (
    <Card aria-labelledby="no-trades" className="border-warning/40">
      <CardHeader id="no-trades" title="This strategy closed no trade" />
      <p className="text-sm">Without trades there is nothing to judge. What may be the reason:</p>
      <ul className="mt-2 list-disc pl-5 text-sm">
        {whyNoTrades(result).map((why) => (
          <li key={why}>{why}</li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        {backtest.strategy_id ? (
          <Button asChild>
            <Link href={`/strategies/${backtest.strategy_id}/edit`}>
              <Pencil aria-hidden />
              Edit the rules
            </Link>
          </Button>
        ) : null}
        <Button asChild>
          <Link href={againPath(backtest.id, backtest.strategy_id)}>
            <CalendarRange aria-hidden />
            Change the period
          </Link>
        </Button>
      </div>
    </Card>
  )
}
