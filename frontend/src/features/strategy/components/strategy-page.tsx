'use client'

import { FlaskConical, Pencil } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsStringLiteral, useQueryState } from 'nuqs'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Alert } from '@/components/ui/alert'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useFormat } from '@/hooks/use-format'
import { useTitle } from '@/hooks/use-title'

import { useDeeds } from '../hooks/use-deeds'
import { runHref, type Strategy } from '../model'

import { RulesInWords } from './rules-in-words'
import { Runs } from './runs'
import { StateBadge } from './state-badge'
import { StrategyMenu } from './strategy-menu'
import { Versions } from './versions'

const TABS = ['overview', 'versions'] as const

function Lead({ strategy }: { strategy: Strategy }) {
  const format = useFormat()
  const { status, symbol, timeframe, version, updated_at } = strategy
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
      <StateBadge state={status} />
      <span>
        {symbol} · {timeframe}
      </span>
      <span>Version {version}</span>
      <span>
        saved{' '}
        <time dateTime={updated_at} title={updated_at}>
          {format.dateTime(updated_at)}
        </time>
      </span>
    </div>
  )
}

function Actions({ strategy }: { strategy: Strategy }) {
  const router = useRouter()
  return (
    <>
      <Button variant="primary" asChild>
        <Link href={runHref(strategy.id)}>
          <FlaskConical aria-hidden />
          Run backtest
        </Link>
      </Button>
      <Button asChild>
        <Link href={`/strategies/${strategy.id}/edit`}>
          <Pencil aria-hidden />
          Edit
        </Link>
      </Button>
      <StrategyMenu strategy={strategy} isShort onDeleted={() => router.replace('/strategies')} />
    </>
  )
}

/** Why a strategy cannot be changed or is not in the list, and how to alter that. */
function Standing({ strategy }: { strategy: Strategy }) {
  const deeds = useDeeds(strategy, () => undefined)
  if (strategy.status === 'active') {
    return (
      <Alert role="status" title="This strategy is active">
        <p>
          It can be neither changed nor deleted until it is paused. Nothing is bought or sold:
          trading comes with a later release.
        </p>
        <ActionButton size="sm" className="mt-2" disabled={deeds.isBusy} onClick={deeds.pause}>
          {deeds.isBusy ? 'Pausing …' : 'Pause it'}
        </ActionButton>
      </Alert>
    )
  }
  if (strategy.status === 'archived') {
    return (
      <Alert role="status" title="This strategy is in the archive">
        <p>The list shows it only when it is asked for what is archived.</p>
        <ActionButton size="sm" className="mt-2" disabled={deeds.isBusy} onClick={deeds.unarchive}>
          {deeds.isBusy ? 'Taking it out …' : 'Take out of the archive'}
        </ActionButton>
      </Alert>
    )
  }
  return null
}

/** One strategy: what it does, how it did, and what it was before. */
export function StrategyPage({ strategy }: { strategy: Strategy }) {
  const [tab, setTab] = useQueryState(
    'tab',
    parseAsStringLiteral(TABS).withDefault('overview').withOptions({ history: 'push' }),
  )
  useTitle(`${strategy.name} · Strategy`)
  return (
    <Page
      title={strategy.name}
      lead={<Lead strategy={strategy} />}
      actions={<Actions strategy={strategy} />}
    >
      <Standing strategy={strategy} />
      <Tabs
        value={tab}
        onValueChange={(next) => void setTab(TABS.find((name) => name === next) ?? null)}
      >
        <TabsList aria-label="About this strategy">
          <TabsTrigger value="overview">Overview</TabsTrigger>
          <TabsTrigger value="versions">Versions</TabsTrigger>
        </TabsList>
        <TabsContent value="overview" className="flex flex-col gap-6">
          {strategy.description ? (
            <p className="max-w-prose break-words">{strategy.description}</p>
          ) : null}
          <RulesInWords document={strategy.document} />
          <Runs id={strategy.id} />
        </TabsContent>
        <TabsContent value="versions">
          <Versions strategy={strategy} />
        </TabsContent>
      </Tabs>
    </Page>
  )
}
