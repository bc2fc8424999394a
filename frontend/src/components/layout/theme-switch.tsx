'use client'

import { Moon, Sun } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

const load = () => import('./theme-menu').then((part) => part.ThemeMenu)

export function ThemeSwitch() {
  const { Part, asking } = useOnDemand(load, 'menu')
  const button = (
    <Button variant="ghost" size="icon" aria-label="Theme" {...asking}>
      <Sun aria-hidden className="dark:hidden" />
      <Moon aria-hidden className="hidden dark:block" />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} />
}
