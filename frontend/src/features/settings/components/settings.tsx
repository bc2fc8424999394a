'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'

import { Page } from '@/components/layout/page'
import { Awaited } from '@/components/states/awaited'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useCode } from '@/hooks/use-code'
import { useWarm } from '@/hooks/use-warm'

import { ProfileSettings } from './profile'

// One section is seen at first: the others come in idle time, or when they are opened.
const OTHERS = {
  appearance: () => import('./appearance').then((part) => part.AppearanceSettings),
  sessions: () => import('./sessions').then((part) => part.SessionSettings),
  password: () => import('./password').then((part) => part.PasswordSettings),
}
const loadOthers = () => Promise.all(Object.values(OTHERS).map((load) => load()))

const SECTIONS = ['profile', 'appearance', 'sessions', 'password'] as const
const LABELS = {
  profile: 'Profile',
  appearance: 'Appearance',
  sessions: 'Sessions',
  password: 'Password',
}

function Other({ section }: { section: keyof typeof OTHERS }) {
  const code = useCode(`settings-${section}`, OTHERS[section])
  return (
    <Awaited
      query={code}
      what={LABELS[section].toLowerCase()}
      skeleton={<Skeleton className="h-96 w-full" />}
    >
      {(Section) => <Section />}
    </Awaited>
  )
}

export function Settings() {
  const [section, setSection] = useQueryState(
    'section',
    parseAsStringLiteral(SECTIONS).withDefault('profile').withOptions({ history: 'push' }),
  )
  useWarm(loadOthers)
  return (
    <Page
      title="Settings"
      lead="How ApexTrade speaks to you and looks, where you are logged in, and the password that protects all of it."
    >
      <Tabs
        value={section}
        onValueChange={(value) =>
          void setSection(SECTIONS.find((each) => each === value) ?? 'profile')
        }
      >
        <TabsList aria-label="Sections of the settings">
          {SECTIONS.map((each) => (
            <TabsTrigger key={each} value={each}>
              {LABELS[each]}
            </TabsTrigger>
          ))}
        </TabsList>
        {/* Stays mounted: what is typed and not saved survives a look at another section. */}
        <TabsContent value="profile" forceMount className="data-[state=inactive]:hidden">
          <ProfileSettings />
        </TabsContent>
        <TabsContent value="appearance">
          <Other section="appearance" />
        </TabsContent>
        <TabsContent value="sessions">
          <Other section="sessions" />
        </TabsContent>
        <TabsContent value="password">
          <Other section="password" />
        </TabsContent>
      </Tabs>
    </Page>
  )
}
