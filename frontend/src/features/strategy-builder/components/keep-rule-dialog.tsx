'use client'

import { useRef, useState, type FormEvent, type ReactElement } from 'react'

import { ActionButton } from '@/components/ui/action-button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { newKey } from '@/lib/api-client'
import { toast } from '@/lib/toast'

import type { Item } from '../model'
import { nameToKeep, toKeep } from '../saved-rules'
import { useKeepRule } from '../saved-rules-api'

export interface KeepRuleProps {
  item: Item
}

const NAME_MAX = 100

/** Keep a rule under a name, to use it in other strategies. */
export function KeepRuleDialog({ item, trigger }: KeepRuleProps & { trigger: ReactElement }) {
  const [isOpen, setIsOpen] = useState(true)
  const [name, setName] = useState(() => nameToKeep(item))
  const key = useRef(newKey())
  const keeping = useKeepRule()
  const open = (next: boolean) => {
    if (next) {
      key.current = newKey()
      keeping.reset()
      setName(nameToKeep(item))
    }
    setIsOpen(next)
  }
  const keep = (event: FormEvent) => {
    event.preventDefault()
    const called = name.trim()
    if (called === '') return
    keeping.mutate(
      {
        body: { name: called, document: toKeep(item) },
        params: { header: { 'Idempotency-Key': key.current } },
      },
      {
        onSuccess: () => {
          setIsOpen(false)
          toast.success(`“${called}” is kept.`, {
            description: 'Other strategies can use it now; here the rule stays as it is.',
          })
        },
        // Another name is another try.
        onError: () => (key.current = newKey()),
      },
    )
  }
  const refusal = keeping.error instanceof Error ? keeping.error.message : null
  return (
    <Dialog open={isOpen} onOpenChange={open}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent>
        <DialogTitle>Keep this rule for other strategies</DialogTitle>
        <DialogDescription>They refer to it by this name.</DialogDescription>
        <form noValidate onSubmit={keep} className="flex flex-col gap-4">
          <Field
            label="Name of the saved rule"
            hint="Short, without spaces: it stands in the text form"
            error={name.trim() === '' ? 'Give it a name.' : refusal}
          >
            {(given) => (
              <Input
                {...given}
                autoComplete="off"
                maxLength={NAME_MAX}
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <DialogFooter>
            <ActionButton type="submit" variant="primary" disabled={keeping.isPending}>
              {keeping.isPending ? 'Keeping …' : 'Keep the rule'}
            </ActionButton>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
