'use client'

import type { ReactNode } from 'react'

import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

import { useRules } from '../api'
import { useRun } from '../hooks/use-run'
import { configRows, logRows, type Row } from '../settings-model'
import { CopyButton } from './copy-button'

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className="text-sm">
      {rows.map(({ name, value, note }) => (
        <div
          key={name}
          className="flex flex-wrap justify-between gap-x-4 border-b border-border py-1.5 last:border-0"
        >
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="figure min-w-0 text-right break-words">
            {value}
            {note ? <span className="block text-2xs text-muted-foreground">{note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-96 overflow-auto rounded-md border border-border bg-muted p-3 font-mono text-2xs"
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}

function Part({
  id,
  title,
  children,
  action,
  hint,
}: {
  id: string
  title: string
  hint?: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} hint={hint}>
        {action}
      </CardHeader>
      {children}
    </Card>
  )
}

function Rules() {
  const { backtest } = useRun()
  const rules = useRules(backtest.strategy)
  return (
    <Part
      id="rules"
      title="The strategy that ran"
      hint="As it was then; later changes to the strategy are not in it."
      action={
        <CopyButton text={JSON.stringify(backtest.strategy, null, 2)} what="the document as JSON" />
      }
    >
      <div className="flex flex-col gap-3">
        <Awaited
          query={rules}
          what="rules in words"
          skeleton={<Skeleton className="h-16 w-full" />}
        >
          {({ words }) => (
            <p className="text-sm break-words">
              {words ?? 'These rules cannot be put into words; the document below says them.'}
            </p>
          )}
        </Awaited>
        {backtest.strategy_id ? (
          <p className="text-sm">
            <Link
              href={`/strategies/${backtest.strategy_id}`}
              className="inline-block py-1 text-primary underline underline-offset-4"
            >
              Open the strategy as it is now
            </Link>
          </p>
        ) : null}
        <Json value={backtest.strategy} label="Strategy document as JSON" />
      </div>
    </Part>
  )
}

function Hashes() {
  const { result, backtest } = useRun()
  const known = [['Backtest', backtest.id], ...Object.entries(result.hashes)] as const
  return (
    <Part
      id="hashes"
      title="Provenance"
      hint="Same engine, dataset and strategy: the same result, to the last bit."
    >
      <dl className="flex flex-col gap-3 text-sm">
        {known.map(([name, hash]) => (
          <div key={name}>
            <dt className="text-muted-foreground first-letter:uppercase">{name}</dt>
            <dd className="flex items-center justify-between gap-3">
              <span className="min-w-0 font-mono text-2xs break-all">{hash}</span>
              <CopyButton text={hash} what={`the id of the ${name.toLowerCase()}`} />
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

/** Exactly what ran, on what, and how it went. */
export function SettingsTab() {
  const { backtest, result, format, currency } = useRun()
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Part
        id="configuration"
        title="Configuration"
        action={
          <CopyButton
            text={JSON.stringify(backtest.config, null, 2)}
            what="the configuration as JSON"
          />
        }
      >
        <Rows rows={configRows(backtest, result, format, currency)} />
        <details className="mt-3">
          <summary className="min-h-6 cursor-pointer text-sm">As JSON</summary>
          <div className="mt-2">
            <Json value={backtest.config} label="Configuration as JSON" />
          </div>
        </details>
      </Part>
      <Part id="log" title="Log">
        <Rows rows={logRows(backtest, result, format)} />
      </Part>
      <Rules />
      <Hashes />
    </div>
  )
}
