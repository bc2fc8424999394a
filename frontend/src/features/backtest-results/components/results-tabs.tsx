'use client'

import dynamic from 'next/dynamic'

import { Boundary } from '@/components/states/boundary'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { TABS, useView, type Tab } from '../hooks/use-view'
import { TabSkeleton } from './tab-skeleton'

const loading = () => <TabSkeleton />

// Charts, tables and their libraries come with the tab that shows them.
const PARTS = {
  overview: dynamic(() => import('./overview-tab').then((part) => part.OverviewTab), { loading }),
  trades: dynamic(() => import('./trades-tab').then((part) => part.TradesTab), { loading }),
  chart: dynamic(() => import('./chart-tab').then((part) => part.ChartTab), { loading }),
  statistics: dynamic(() => import('./statistics-tab').then((part) => part.StatisticsTab), {
    loading,
  }),
  settings: dynamic(() => import('./settings-tab').then((part) => part.SettingsTab), { loading }),
}

const LABELS: Record<Tab, string> = {
  overview: 'Overview',
  trades: 'Trades',
  chart: 'Chart',
  statistics: 'Statistics',
  settings: 'Settings & log',
}

export function ResultsTabs() {
  const { tab, showTab } = useView()
  const Part = PARTS[tab]
  return (
    <Tabs
      value={tab}
      onValueChange={(next) => showTab(TABS.find((each) => each === next) ?? 'overview')}
    >
      <TabsList aria-label="Parts of the result">
        {TABS.map((each) => (
          <TabsTrigger key={each} value={each}>
            {LABELS[each]}
          </TabsTrigger>
        ))}
      </TabsList>
      {TABS.map((each) => (
        <TabsContent key={each} value={each}>
          {each === tab ? (
            <Boundary key={each} what={LABELS[each]}>
              <Part />
            </Boundary>
          ) : null}
        </TabsContent>
      ))}
    </Tabs>
  )
}
