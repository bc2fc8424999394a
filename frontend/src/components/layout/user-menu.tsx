'use client'

import { User } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

const load = () => import('./account-menu').then((part) => part.AccountMenu)

export function UserMenu() {
  const { Part, asking } = useOnDemand(load, 'menu')
  const button = (
    <Button variant="ghost" size="icon" aria-label="Account" {...asking}>
      <User aria-hidden />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} />
}
