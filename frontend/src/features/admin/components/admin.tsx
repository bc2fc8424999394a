'use client'

import { Page } from '@/components/layout/page'
import { Link } from '@/components/link'
import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { buttonStyle } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useCode } from '@/hooks/use-code'
import { useMe } from '@/hooks/use-format'
import { useWarm } from '@/hooks/use-warm'

import { TABS, useFilters } from '../hooks/use-filters'
import { Services } from './services'

// One part is seen at first: the others come in idle time, or when they are opened.
const OTHERS = {
  jobs: () => import('./jobs').then((part) => part.Jobs),
  coverage: () => import('./coverage').then((part) => part.CoverageMatrix),
  users: () => import('./users').then((part) => part.Users),
  flags: () => import('./flags').then((part) => part.FlagList),
}
const loadOthers = () => Promise.all(Object.values(OTHERS).map((load) => load()))

const LABELS = {
  services: 'Services',
  jobs: 'Jobs',
  coverage: 'Data coverage',
  users: 'Users',
  flags: 'Flags',
}

function Other({ tab }: { tab: keyof typeof OTHERS }) {
  const code = useCode(`admin-${tab}`, OTHERS[tab])
  return (
    <Awaited
      query={code}
      what={LABELS[tab].toLowerCase()}
      skeleton={<Skeleton className="h-96 w-full" />}
    >
      {(Part) => <Part />}
    </Awaited>
  )
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
        <Other tab="jobs" />
      </TabsContent>
      <TabsContent value="coverage">
        <Other tab="coverage" />
      </TabsContent>
      <TabsContent value="users">
        <Other tab="users" />
      </TabsContent>
      <TabsContent value="flags">
        <Other tab="flags" />
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
