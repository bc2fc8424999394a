'use client'

import dynamic from 'next/dynamic'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { buttonStyle } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useMe } from '@/hooks/use-format'
import { useWarm } from '@/hooks/use-warm'

import { TABS, useFilters } from '../hooks/use-filters'
import { Services } from './services'

const loading = () => <Skeleton className="h-96 w-full" />
const CoverageMatrix = dynamic(() => import('./coverage').then((part) => part.CoverageMatrix), {
  loading,
})
const FlagList = dynamic(() => import('./flags').then((part) => part.FlagList), { loading })
const Jobs = dynamic(() => import('./jobs').then((part) => part.Jobs), { loading })
const Users = dynamic(() => import('./users').then((part) => part.Users), { loading })
const loadOthers = () =>
  Promise.all([import('./coverage'), import('./flags'), import('./jobs'), import('./users')])

const LABELS = {
  services: 'Services',
  jobs: 'Jobs',
  coverage: 'Data coverage',
  users: 'Users',
  flags: 'Flags',
}

function Desk() {
  const { tab, open } = useFilters()
  useWarm(loadOthers)
  return (
    <Tabs
      value={tab}
      onValueChange={(value) => open(TABS.find((each) => each === value) ?? 'services')}
    >
      <TabsList aria-label="Parts of the administration">
        {TABS.map((each) => (
          <TabsTrigger key={each} value={each}>
            {LABELS[each]}
          </TabsTrigger>
        ))}
      </TabsList>
      <TabsContent value="services">
        <Services />
      </TabsContent>
      <TabsContent value="jobs">
        <Jobs />
      </TabsContent>
      <TabsContent value="coverage">
        <CoverageMatrix />
      </TabsContent>
      <TabsContent value="users">
        <Users />
      </TabsContent>
      <TabsContent value="flags">
        <FlagList />
      </TabsContent>
    </Tabs>
  )
}

function NotYours() {
  return (
    <Empty
      title="403: this page is for administrators"
      action={
        <Link href="/" className={buttonStyle({ variant: 'primary' })}>
          Go to the dashboard
        </Link>
      }
    >
      Your account may do everything else here. An administrator of this server can give it the
      rights for this page.
    </Empty>
  )
}

export function Admin() {
  const me = useMe()
  return (
    <Page title="Admin">
      <Awaited query={me} what="your account" skeleton={<Skeleton className="h-96 w-full" />}>
        {({ is_admin }) => (is_admin ? <Desk /> : <NotYours />)}
      </Awaited>
    </Page>
  )
}
