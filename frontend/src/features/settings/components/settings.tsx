'use client'

import dynamic from 'next/dynamic'
import { parseAsStringLiteral, useQueryState } from 'nuqs'

import { Page } from '@/components/layout/page'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useWarm } from '@/hooks/use-warm'

import { ProfileSettings } from './profile'

const loading = () => <Skeleton className="h-96 w-full" />
const AppearanceSettings = dynamic(
  () => import('./appearance').then((part) => part.AppearanceSettings),
  { loading },
)
const SessionSettings = dynamic(() => import('./sessions').then((part) => part.SessionSettings), {
  loading,
})
const PasswordSettings = dynamic(() => import('./password').then((part) => part.PasswordSettings), {
  loading,
})
const loadOthers = () =>
  Promise.all([import('./appearance'), import('./sessions'), import('./password')])

const SECTIONS = ['profile', 'appearance', 'sessions', 'password'] as const
const LABELS = {
  profile: 'Profile',
  appearance: 'Appearance',
  sessions: 'Sessions',
  password: 'Password',
}

export function Settings() {
  const [section, setSection] = useQueryState(
    'section',
    parseAsStringLiteral(SECTIONS).withDefault('profile').withOptions({ history: 'push' }),
  )
  useWarm(loadOthers)
  return (
    <Page title="Settings">
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
          <AppearanceSettings />
        </TabsContent>
        <TabsContent value="sessions">
          <SessionSettings />
        </TabsContent>
        <TabsContent value="password">
          <PasswordSettings />
        </TabsContent>
      </Tabs>
    </Page>
  )
}
