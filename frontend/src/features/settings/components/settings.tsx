'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'

import { Page } from '@/components/layout/page'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { AppearanceSettings } from './appearance'
import { PasswordSettings } from './password'
import { ProfileSettings } from './profile'
import { SessionSettings } from './sessions'

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
