'use client'

import { parseAsString, useQueryStates } from 'nuqs'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { useTitle } from '@/hooks/use-title'

import { useBacktest, useStrategies } from '../api'
import { EMPTY_FORM, formOf, type RunForm as Form } from '../order'
import { dayMs } from '../period'

import { RunForm } from './run-form'

const ASKED = {
  strategy: parseAsString.withDefault(''),
  from: parseAsString.withDefault(''),
  start: parseAsString.withDefault(''),
  end: parseAsString.withDefault(''),
}

function Outline() {
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <Skeleton className="h-96 w-full" />
      <Skeleton className="h-14 w-full" />
    </div>
  )
}

/** The form of a new backtest, or of an earlier one to run again with changes. */
export function NewBacktest() {
  const [asked] = useQueryStates(ASKED)
  const strategies = useStrategies('', false)
  const earlier = useBacktest(asked.from, asked.from !== '')
  const isAgain = asked.from !== ''
  const initialOf = ({ items: list, total }: { items: { id: string }[]; total: number }): Form => {
    const base = earlier.data ? formOf(earlier.data.config, earlier.data) : EMPTY_FORM
    const only = total === 1 ? (list[0]?.id ?? '') : ''
    const isPeriod = dayMs(asked.start) !== null && dayMs(asked.end) !== null
    return {
      ...base,
      strategy_id: asked.strategy || base.strategy_id || only,
      ...(isPeriod ? { start_date: asked.start, end_date: asked.end } : {}),
    }
  }
  const title = isAgain ? 'Run again with changes' : 'New backtest'
  useTitle(title)
  return (
    <Page
      title={title}
      lead="Simulated on stored bars, with the costs you set: nothing is bought or sold. It ends with every trade, its risk, and a check that no rule looked ahead."
    >
      <Awaited query={strategies} what="strategies" skeleton={<Outline />}>
        {(offered) =>
          offered.total === 0 && !isAgain && asked.strategy === '' ? (
            <Empty
              title="A backtest needs a strategy"
              action={
                <Button variant="primary" asChild>
                  <Link href="/strategies">Start from a template</Link>
                </Button>
              }
            >
              Take one of the ready ones, or build your own.
            </Empty>
          ) : isAgain && earlier.isPending ? (
            <Outline />
          ) : (
            <>
              {isAgain && earlier.data === undefined ? (
                <Alert tone="warn" role="status">
                  The earlier backtest is not there any more: this is a new one.
                </Alert>
              ) : null}
              <RunForm initial={initialOf(offered)} />
            </>
          )
        }
      </Awaited>
    </Page>
  )
}
