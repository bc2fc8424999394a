'use client'

import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'

import { Page } from '@/components/layout/page'
import { useShortcut } from '@/components/layout/use-shortcut'
import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

import { useListState, type Tab } from '../hooks/use-list-state'

import { StrategyList } from './strategy-list'
import { TemplateGallery } from './template-gallery'

/** The own strategies, and those to start from. */
export function Strategies() {
  const state = useListState()
  const router = useRouter()
  useShortcut('n', () => router.push('/strategies/new'))
  return (
    <Page
      title="Strategies"
      lead="Rules that say when to buy and when to sell. Nothing is traded on them yet."
      actions={
        <Button variant="primary" asChild>
          <Link href="/strategies/new">
            <Plus aria-hidden />
            New strategy
          </Link>
        </Button>
      }
    >
      <Tabs value={state.tab} onValueChange={(tab) => state.showTab(tab as Tab)}>
        <TabsList aria-label="Strategies">
          <TabsTrigger value="list">Yours</TabsTrigger>
          <TabsTrigger value="templates">Templates</TabsTrigger>
        </TabsList>
        <TabsContent value="list">
          <StrategyList state={state} />
        </TabsContent>
        <TabsContent value="templates">
          <TemplateGallery />
        </TabsContent>
      </Tabs>
    </Page>
  )
}
