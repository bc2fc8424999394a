'use client'

import { Ellipsis } from 'lucide-react'
import { useRef } from 'react'

import { Awaited } from '@/components/states/awaited'
import { Empty } from '@/components/states/empty'
import { ActionButton } from '@/components/ui/action-button'
import { Confirm } from '@/components/ui/alert-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat, useMe } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'

import { LIST_LIMIT, useUsers } from '../api'
import { useFilters } from '../hooks/use-filters'
import { useUserActs } from '../hooks/use-user-acts'
import { actsFor, USER_ACTS, type User, type UserAct } from '../model'
import { StepUpDialog } from './step-up-dialog'
import { UserFilters } from './user-filters'

type Ask = (asked: { user: User; act: UserAct }) => void

function Acts({ user, isDisabled, ask }: { user: User; isDisabled: boolean; ask: Ask }) {
  const { data: me } = useMe()
  const acts = actsFor(user, me?.id)
  const wanted = useRef<UserAct | null>(null)
  const askWhenClosed = () => {
    // Asked only now: the dialog gives the focus back to what had it, and that is the menu's button.
    if (wanted.current !== null) ask({ user, act: wanted.current })
    wanted.current = null
  }
  if (acts.length === 0) return <span className="text-2xs text-muted-foreground">You</span>
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <ActionButton size="icon" variant="ghost" aria-label={`Change ${user.email}`}>
          <Ellipsis aria-hidden />
        </ActionButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent onCloseAutoFocus={askWhenClosed}>
        {acts.map((act) => (
          // Off here and not on the button: that has the focus while something is being done.
          <DropdownMenuItem
            key={act}
            disabled={isDisabled}
            isDangerous={USER_ACTS[act].isDangerous}
            onSelect={() => {
              wanted.current = act
            }}
          >
            {USER_ACTS[act].confirm}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function States({ user }: { user: User }) {
  return (
    <span className="flex flex-wrap gap-1">
      {user.is_active ? <Badge tone="good">Active</Badge> : <Badge tone="bad">Disabled</Badge>}
      {user.is_admin ? <Badge tone="accent">Administrator</Badge> : null}
      {user.is_verified ? null : <Badge tone="warn">Address not confirmed</Badge>}
    </span>
  )
}

interface RowsProps {
  users: readonly User[]
  isBusy: boolean
  ask: Ask
}

function Rows({ users, isBusy, ask }: RowsProps) {
  const format = useFormat()
  const now = useNow()
  return (
    <Table label="Users">
      <thead>
        <tr>
          <Th>E-mail</Th>
          <Th>Name</Th>
          <Th>State</Th>
          <Th>Registered ({format.viewer.timezone})</Th>
          <Th>Last login</Th>
          <Th>
            <span className="sr-only">Change</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <Td className="max-w-72 truncate font-medium" title={user.email}>
              {user.email}
            </Td>
            <Td className="max-w-48 truncate">
              {[user.first_name, user.last_name].filter(Boolean).join(' ') || '–'}
            </Td>
            <Td>
              <States user={user} />
            </Td>
            <Td className="figure whitespace-nowrap">{format.dateTime(user.created_at)}</Td>
            <Td className="figure whitespace-nowrap">
              {user.last_login_at === null ? 'never' : format.ago(user.last_login_at, now)}
            </Td>
            <Td className="text-right">
              <Acts user={user} isDisabled={isBusy} ask={ask} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** The accounts: who they are, and what an administrator may do to them. */
export function Users() {
  const { page, search, state, admins, turn, clear } = useFilters()
  const users = useUsers({ page, search, state, isAdmin: admins })
  const { asked, ask, confirm, isBusy, stepUp } = useUserActs()
  const words = asked === null ? null : USER_ACTS[asked.act]
  return (
    <>
      <UserFilters />
      <Awaited query={users} what="users" skeleton={<Skeleton className="h-96 w-full" />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty
              title="No account matches"
              action={<Button onClick={clear}>Clear the filter</Button>}
            />
          ) : (
            <>
              <Rows users={items} isBusy={isBusy} ask={ask} />
              <Pagination page={page} limit={LIST_LIMIT} total={total} onPage={turn} />
            </>
          )
        }
      </Awaited>
      <Confirm
        isOpen={asked !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) ask(null)
        }}
        title={asked === null ? '' : (words?.title(asked.user.email) ?? '')}
        confirm={words?.confirm ?? ''}
        isDangerous={words?.isDangerous ?? false}
        onConfirm={confirm}
      >
        {words?.text}
      </Confirm>
      <StepUpDialog
        isOpen={stepUp.isAsked}
        onClose={stepUp.forget}
        onConfirmed={() => void stepUp.repeat()}
      />
    </>
  )
}
