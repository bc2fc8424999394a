'use client'

import { LogOut, Settings } from 'lucide-react'
import type { ReactElement } from 'react'

import { Link } from '@/components/link'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { useMe } from '@/hooks/use-format'
import { useOnline } from '@/hooks/use-online'
import { logOut } from '@/lib/login'

export function AccountMenu({ trigger }: { trigger: ReactElement }) {
  const { data } = useMe()
  const isOnline = useOnline()
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent className="max-w-72">
        <DropdownMenuLabel className="truncate">{data?.email ?? 'Account'}</DropdownMenuLabel>
        <DropdownMenuItem asChild>
          <Link href="/settings">
            <Settings aria-hidden />
            Settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem disabled={!isOnline} onSelect={() => void logOut()}>
          <LogOut aria-hidden />
          {isOnline ? 'Log out' : 'Log out (needs the network)'}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
