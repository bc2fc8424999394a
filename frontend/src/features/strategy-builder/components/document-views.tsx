'use client'

import dynamic from 'next/dynamic'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { memo, startTransition, useEffect, useState, type ReactNode } from 'react'

import { Card, CardHeader } from '@/components/ui/card'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import type { Forms } from '../api'
import { SECTIONS, type Section } from '../faults'
import { useFocusOn } from '../hooks/use-focus-on'
import { BasicsSection } from './basics-section'
import { ReviewSection } from './review-section'
import { RiskSection } from './risk-section'
import { RulesSection } from './rules-section'
import type { ViewProps } from './text-view'

const TextView = dynamic(() => import('./text-view').then((part) => part.TextView), { ssr: false })
const JsonView = dynamic(() => import('./json-view').then((part) => part.JsonView), { ssr: false })

const VIEWS = ['visual', 'text', 'json'] as const
const LABELS: Record<(typeof VIEWS)[number], string> = {
  visual: 'Visual',
  text: 'Text',
  json: 'JSON',
}

interface Props extends ViewProps {
  forms: Forms | undefined
}

/** One document in three views; whichever is edited, the others follow. */
export function DocumentViews({ forms, ...view }: Props) {
  const [name, setName] = useQueryState(
    'view',
    parseAsStringLiteral(VIEWS).withDefault('visual').withOptions({ clearOnDefault: true }),
  )
  return (
    <Tabs value={name} onValueChange={(next) => void setName(next as (typeof VIEWS)[number])}>
      <TabsList aria-label="Views of the document">
        {VIEWS.map((each) => (
          <TabsTrigger key={each} value={each}>
            {LABELS[each]}
          </TabsTrigger>
        ))}
      </TabsList>
      <TabsContent value="visual">
        <VisualView forms={forms} />
      </TabsContent>
      <TabsContent value="text">
        <TextView forms={forms} {...view} />
      </TabsContent>
      <TabsContent value="json">
        <JsonView {...view} />
      </TabsContent>
    </Tabs>
  )
}

const Basics = memo(BasicsSection)
const Rules = memo(RulesSection)
const Risk = memo(RiskSection)

/** Return how many of the sections are drawn: one after the other, so that none holds up the page. */
function useDrawn(total: number): number {
  const [drawn, setDrawn] = useState(0)
  useEffect(() => {
    if (drawn < total) startTransition(() => setDrawn(drawn + 1))
  }, [drawn, total])
  return drawn
}

function VisualView({ forms }: { forms: Forms | undefined }) {
  const drawn = useDrawn(SECTIONS.length)
  const parts: Record<Section, ReactNode> = {
    basics: <Basics />,
    entry: <Rules list="entry" />,
    exit: <Rules list="exit" />,
    risk: <Risk />,
    review: <ReviewSection forms={forms} />,
  }
  return (
    <div className="flex flex-col gap-4">
      {SECTIONS.slice(0, drawn).map(({ id, label }) => (
        <SectionCard key={id} id={id} label={label}>
          {parts[id]}
        </SectionCard>
      ))}
    </div>
  )
}

interface SectionProps {
  id: Section
  label: string
  children: ReactNode
}

function SectionCard({ id, label, children }: SectionProps) {
  const ref = useFocusOn<HTMLElement>(id, { hasFields: true })
  return (
    <Card
      ref={ref}
      id={`section-${id}`}
      aria-labelledby={`heading-${id}`}
      tabIndex={-1}
      className="scroll-mt-16"
    >
      <CardHeader id={`heading-${id}`} title={label} />
      {children}
    </Card>
  )
}
