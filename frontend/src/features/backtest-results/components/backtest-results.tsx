'use client'

import { useMemo, type ReactNode } from 'react'

import { Page } from '@/components/layout/page'
import { Awaited } from '@/components/states/awaited'
import { Alert } from '@/components/ui/alert'
import { useFormat } from '@/hooks/use-format'
import { quoteOf } from '@/lib/market'

import { useBacktest } from '../api'
import { RunContext, type Run } from '../hooks/use-run'
import { resultOf, ruleNames, type Backtest } from '../model'
import { HonestStrip } from './honest-strip'
import { KpiRow } from './kpi-row'
import { NoTrades } from './no-trades'
import { ResultsActions, ResultsLead } from './results-header'
import { ResultsSkeleton } from './results-skeleton'
import { ResultsTabs } from './results-tabs'

function WithRun({ run, children }: { run: Run; children: ReactNode }) {
  return <RunContext value={run}>{children}</RunContext>
}

function Results({ backtest, about }: { backtest: Backtest; about: ReactNode }) {
  const format = useFormat()
  const run = useMemo(() => {
    const result = resultOf(backtest)
    if (result === null) return null
    const currency = quoteOf(backtest.symbol)
    return { backtest, result, currency, rules: ruleNames(backtest.strategy), format }
  }, [backtest, format])
  if (run === null)
    return (
      <Page title={backtest.strategy_name}>
        <Alert tone="warn" title="There is no result">
          This backtest is {backtest.status}: it has nothing to show yet.
        </Alert>
      </Page>
    )
  return (
    <WithRun run={run}>
      <Page
        title={backtest.strategy_name}
        lead={
          <>
            {about}
            <ResultsLead />
          </>
        }
        actions={<ResultsActions />}
      >
        <KpiRow />
        <NoTrades />
        <HonestStrip />
        <ResultsTabs />
      </Page>
    </WithRun>
  )
}

/** The result of a finished backtest, below what the page says `about` itself. */
export function BacktestResults({ id, about }: { id: string; about: ReactNode }) {
  const backtest = useBacktest(id)
  return (
    <Awaited query={backtest} what="results" skeleton={<ResultsSkeleton />}>
      {(found) => <Results backtest={found} about={about} />}
    </Awaited>
  )
}
