'use client'

import { useState } from 'react'

import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { LIST_LIMIT, useJobs } from '../api'
import { JOB_STATES, useFilters } from '../hooks/use-filters'
import { secondsOf, type Job } from '../model'
import { JobDetail } from './job-detail'
import { SearchField } from './search-field'

/** The words of the list of backtests: a job is one of them. */
export const JOB_WORDS: Record<Job['status'], { word: string; tone: Tone }> = {
  pending: { word: 'Waiting', tone: 'neutral' },
  running: { word: 'Running', tone: 'accent' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'warn' },
}

function Filters() {
  const { search, status, filter } = useFilters()
  return (
    <div className="mb-3 flex flex-wrap gap-3">
      <SearchField label="Strategy" value={search} onSearch={(text) => filter({ search: text })} />
      <Field label="Status" className="w-full sm:w-44">
        {(given) => (
          <NativeSelect
            {...given}
            value={status ?? ''}
            onChange={({ target }) =>
              filter({ status: JOB_STATES.find((each) => each === target.value) ?? null })
            }
          >
            <option value="">All</option>
            {JOB_STATES.map((each) => (
              <option key={each} value={each}>
                {JOB_WORDS[each].word}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  )
}

function Rows({ jobs, onOpen }: { jobs: readonly Job[]; onOpen: (job: Job) => void }) {
  const format = useFormat()
  const now = useNow()
  return (
    <Table label="Jobs">
      <thead>
        <tr>
          <Th>Strategy</Th>
          <Th>Market</Th>
          <Th>User</Th>
          <Th>Status</Th>
          <Th className="text-right">Progress</Th>
          <Th>Asked for ({format.viewer.timezone})</Th>
          <Th className="text-right">Took</Th>
          <Th>
            <span className="sr-only">Detail</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.id}>
            <Td className="max-w-64 truncate font-medium" title={job.strategy_name}>
              {job.strategy_name}
            </Td>
            <Td className="whitespace-nowrap">
              {job.symbol} · {job.timeframe}
            </Td>
            <Td className="max-w-56 truncate" title={job.email}>
              {job.email}
            </Td>
            <Td>
              <Badge tone={JOB_WORDS[job.status].tone}>{JOB_WORDS[job.status].word}</Badge>
            </Td>
            <Td className="figure text-right">{format.percent(job.progress_pct, { digits: 0 })}</Td>
            <Td className="figure whitespace-nowrap">
              <time dateTime={job.created_at} title={job.created_at}>
                {format.dateTime(job.created_at)}
              </time>
            </Td>
            <Td className="figure text-right whitespace-nowrap">
              {format.duration(secondsOf(job, now))}
            </Td>
            <Td>
              <Button
                size="sm"
                variant="ghost"
                onClick={() => onOpen(job)}
                aria-label={`Details of ${job.strategy_name}, ${job.status}`}
              >
                Details
              </Button>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function NoJobs() {
  const { search, status, clear } = useFilters()
  if (search === '' && status === null) {
    return (
      <Empty
        title="Nobody has asked for a backtest yet"
        action={<Link href="/backtests/new">Run the first one</Link>}
      />
    )
  }
  return <Empty title="No job matches" action={<Button onClick={clear}>Clear the filter</Button>} />
}

/** The backtests of everybody, as jobs. */
export function Jobs() {
  const { page, search, status, turn } = useFilters()
  const jobs = useJobs({ page, status, search })
  const [opened, setOpened] = useState<Job | null>(null)
  return (
    <>
      <Filters />
      <Awaited query={jobs} what="jobs" skeleton={<Skeleton className="h-96 w-full" />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <NoJobs />
          ) : (
            <>
              <Rows jobs={items} onOpen={setOpened} />
              <Pagination page={page} limit={LIST_LIMIT} total={total} onPage={turn} />
            </>
          )
        }
      </Awaited>
      <JobDetail job={opened} onClose={() => setOpened(null)} />
    </>
  )
}
