'use client'

import { useState } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Alert } from '@/components/ui/alert'
import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { useServices } from '../api'
import {
  degraded,
  downSince,
  lastBeat,
  named,
  type DownSince,
  type Part,
  type Service,
  type Services as Answer,
} from '../model'

const STATES: Record<Service['state'] | Part['state'], { label: string; tone: Tone }> = {
  ok: { label: 'Works', tone: 'good' },
  silent: { label: 'Silent', tone: 'bad' },
  missing: { label: 'Not seen yet', tone: 'warn' },
  down: { label: 'Down', tone: 'bad' },
  off: { label: 'Not configured', tone: 'neutral' },
}

function Verdict({ answer, down }: { answer: Answer; down: DownSince }) {
  const format = useFormat()
  const now = useNow()
  const broken = degraded(answer, down)
  if (broken.length === 0) {
    return (
      <Alert role="status" title="Everything works">
        {answer.services.length} services and {answer.parts.length} parts, asked every five seconds.
      </Alert>
    )
  }
  return (
    <Alert tone="bad" role="alert" title={`${broken.length} of them do not work as they should`}>
      <ul className="list-disc pl-4">
        {broken.map(({ id, what, since, isAtLeast }) => (
          <li key={id}>
            {named(id).name} {what}
            {since === null
              ? ''
              : `, since ${isAtLeast ? 'at least ' : ''}${format.dateTime(since, { seconds: true })} (${format.ago(since, now)})`}
            .
          </li>
        ))}
      </ul>
    </Alert>
  )
}

function Line({ id, state, facts }: { id: string; state: keyof typeof STATES; facts: string[] }) {
  const { name, purpose } = named(id)
  const { label, tone } = STATES[state]
  return (
    <li className="flex items-center justify-between gap-4 border-b border-border py-2.5 last:border-0">
      <div className="min-w-0">
        <p className="font-medium">{name}</p>
        <p className="text-2xs text-muted-foreground">{[purpose, ...facts].join(' · ')}</p>
      </div>
      <Badge tone={tone}>{label}</Badge>
    </li>
  )
}

function useServiceFacts() {
  const format = useFormat()
  const now = useNow()
  return (service: Service): string[] => {
    const beat = lastBeat(service)
    const count = service.instances.length
    return beat === null
      ? []
      : [`${count} process${count === 1 ? '' : 'es'}`, `last sign of life ${format.ago(beat, now)}`]
  }
}

function Board({ answer, at }: { answer: Answer; at: number }) {
  const format = useFormat()
  const factsOf = useServiceFacts()
  const [down, setDown] = useState<DownSince>({})
  const seen = downSince(down, answer.parts, at)
  if (seen !== down) setDown(seen)
  return (
    <div className="flex flex-col gap-4">
      <Verdict answer={answer} down={seen} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card>
          <CardHeader
            title="Services"
            hint={`ApexTrade ${answer.version} on Python ${answer.python}`}
          />
          <ul>
            {answer.services.map((service) => (
              <Line
                key={service.service}
                id={service.service}
                state={service.state}
                facts={factsOf(service)}
              />
            ))}
          </ul>
        </Card>
        <Card>
          <CardHeader
            title="What they stand on"
            hint={`Asked at ${format.time(at, { seconds: true })}`}
          />
          <ul>
            {answer.parts.map((part) => (
              <Line
                key={part.name}
                id={part.name}
                state={part.state}
                facts={[
                  ...(part.version === null ? [] : [`version ${part.version}`]),
                  ...(part.milliseconds === null
                    ? []
                    : [`answered in ${format.duration(part.milliseconds / 1_000)}`]),
                ]}
              />
            ))}
          </ul>
        </Card>
      </div>
    </div>
  )
}

/** What runs, what does not, and since when. */
export function Services() {
  const services = useServices()
  const skeleton = (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-16 w-full" />
      <Skeleton className="h-96 w-full" />
    </div>
  )
  return (
    <Awaited query={services} what="services" skeleton={skeleton}>
      {(answer) => <Board answer={answer} at={services.dataUpdatedAt} />}
    </Awaited>
  )
}
