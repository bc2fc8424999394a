'use client'

import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Awaited } from '@/components/states/awaited'
import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import { newKey } from '@/lib/api-client'

import { useCreate, useHourlySeries, useTemplates } from '../api'
import { symbolsOf, type Template } from '../model'

import { TemplateCard } from './template-card'

const FIRST_MARKET = 'BTC/USDT'
const GRID = 'grid gap-4 md:grid-cols-2 2xl:grid-cols-3'

function Outline() {
  return (
    <div className={GRID}>
      {Array.from({ length: 6 }, (_, card) => (
        <Skeleton key={card} className="h-72 w-full" />
      ))}
    </div>
  )
}

function Market({ chosen, onChoose }: { chosen: string; onChoose: (symbol: string) => void }) {
  const stored = useHourlySeries()
  const items = stored.data ?? []
  const isStored = items.some(({ symbol }) => symbol === chosen)
  return (
    <>
      <Field label="Market to trade" className="max-w-72">
        {(given) => (
          <NativeSelect {...given} value={chosen} onChange={({ target }) => onChoose(target.value)}>
            {symbolsOf(
              items.map(({ symbol }) => symbol),
              chosen,
            ).map((symbol) => (
              <option key={symbol}>{symbol}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {stored.isSuccess && !isStored ? (
        <Alert tone="warn" role="status">
          No hourly candles of {chosen} are stored: a backtest has nothing to run on until there are
          some.
        </Alert>
      ) : null}
    </>
  )
}

/** Return how to make a strategy of a template and go to it, and which one is being made. */
function useUse() {
  const router = useRouter()
  const creation = useCreate()
  const [made, setMade] = useState<{ template: string; key: string } | null>(null)
  const use = ({ key: template, title, document }: Template, market: string) => {
    // A second try after a lost answer finds what the first one made.
    const wanted = `${template} ${market}`
    const key = made?.template === wanted ? made.key : newKey()
    setMade({ template: wanted, key })
    creation.mutate(
      { params: { header: { 'Idempotency-Key': key } }, body: document },
      {
        onSuccess: ({ id }) => {
          toast.success(`“${title}” is yours.`, {
            description: 'Put it to the test, or change it.',
          })
          router.push(`/strategies/${id}`)
        },
      },
    )
  }
  const isBusy = creation.isPending || creation.isSuccess
  return { use, isBusy, error: creation.error, made: made?.template ?? null }
}

/** Strategies to start from, for a market of one's choice. */
export function TemplateGallery() {
  const [market, setMarket] = useQueryState('market', parseAsString.withDefault(FIRST_MARKET))
  const templates = useTemplates(market)
  const { use, isBusy, error, made } = useUse()
  return (
    <div className="flex flex-col gap-4">
      <Market chosen={market} onChoose={(symbol) => void setMarket(symbol)} />
      {error ? (
        <Alert tone="bad" role="alert" title="The strategy could not be made">
          {error instanceof Error ? error.message : null}
        </Alert>
      ) : null}
      <Awaited query={templates} what="templates" skeleton={<Outline />}>
        {({ items }) => (
          <div className={GRID}>
            {items.map((template) => (
              <TemplateCard
                key={template.key}
                template={template}
                isBusy={isBusy && made === `${template.key} ${market}`}
                isOff={isBusy || templates.isPlaceholderData}
                onUse={() => use(template, market)}
              />
            ))}
          </div>
        )}
      </Awaited>
    </div>
  )
}
