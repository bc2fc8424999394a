'use client'

import { Trash2 } from 'lucide-react'
import { useState, type ReactElement } from 'react'

import { Awaited } from '@/components/states/awaited'
import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import { toast } from '@/lib/toast'

import { useSettled } from '../api'
import { addItem } from '../edits'
import { useBuilder } from '../hooks/builder-context'
import type { JsonObject } from '../json'
import { directionOf, itemOf, type ListName } from '../model'
import { fits, referenceTo } from '../saved-rules'
import { useForgetRule, useSavedRules, type SavedRule } from '../saved-rules-api'
import { ruleText } from '../words'

export interface SavedRulesProps {
  list: ListName
}

interface RowProps {
  rule: SavedRule
  list: ListName
  onUse: () => void
  onForget: () => void
}

function Row({ rule, list, onUse, onForget }: RowProps) {
  const { draft, catalogue } = useBuilder()
  const document = rule.document as JsonObject
  const isFit = fits(document, list, directionOf(draft))
  return (
    <li className="flex items-start gap-2 border-b border-border py-2 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{rule.name}</p>
        <p className="text-2xs break-words text-muted-foreground">
          {ruleText(document, catalogue)}
        </p>
        {isFit ? null : (
          <p className="text-2xs text-warning">
            It is for the other side: here it would {document.signal === 'BUY' ? 'buy' : 'sell'}.
          </p>
        )}
      </div>
      <Button size="sm" disabled={!isFit} aria-label={`Use ${rule.name}`} onClick={onUse}>
        Use
      </Button>
      <ActionButton
        variant="ghost"
        size="icon"
        aria-label={`Forget ${rule.name}`}
        onClick={onForget}
      >
        <Trash2 aria-hidden />
      </ActionButton>
    </li>
  )
}

/** The rules that were kept: to use one here, or to forget it. */
export function SavedRulesDialog({ list, trigger }: SavedRulesProps & { trigger: ReactElement }) {
  const { edit, focus } = useBuilder()
  const [isOpen, setIsOpen] = useState(true)
  const [search, setSearch] = useState('')
  const [leaving, setLeaving] = useState<SavedRule | null>(null)
  const query = useSavedRules(useSettled(search.trim(), 250))
  const forgetting = useForgetRule()
  const use = (rule: SavedRule) => {
    const item = itemOf(referenceTo(rule))
    edit(addItem(list, item))
    focus(item.id)
    setIsOpen(false)
  }
  const forget = (rule: SavedRule) =>
    forgetting.mutate(
      { params: { path: { rule_id: rule.id } } },
      {
        onSuccess: () => toast.success(`“${rule.name}” is forgotten.`),
        onError: (error) =>
          toast.error('The rule was not forgotten', {
            description: error instanceof Error ? error.message : undefined,
          }),
      },
    )
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent>
        <DialogTitle>Use a saved rule</DialogTitle>
        <DialogDescription>
          Strategies that use a saved rule refer to it: when it changes, it changes in all of them.
        </DialogDescription>
        <Field label="Name contains">
          {(given) => (
            <Input
              {...given}
              type="search"
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          )}
        </Field>
        <Awaited query={query} what="saved rules" skeleton={<Skeleton className="h-32" />}>
          {({ items, total }) =>
            items.length === 0 ? (
              <p className="text-muted-foreground">
                {search.trim() === ''
                  ? 'No rule is kept yet. Keep one with the bookmark beside it.'
                  : 'No saved rule is called like that.'}
              </p>
            ) : (
              <>
                <ul aria-label="Saved rules">
                  {items.map((rule) => (
                    <Row
                      key={rule.id}
                      rule={rule}
                      list={list}
                      onUse={() => use(rule)}
                      onForget={() => setLeaving(rule)}
                    />
                  ))}
                </ul>
                {total > items.length ? (
                  <p className="text-2xs text-muted-foreground">
                    {items.length} of {total} are shown: search for the others.
                  </p>
                ) : null}
              </>
            )
          }
        </Awaited>
        <ConfirmDialog
          isOpen={leaving !== null}
          onOpenChange={(open) => open || setLeaving(null)}
          title={`Forget “${leaving?.name ?? ''}”?`}
          confirm="Forget the rule"
          onConfirm={() => leaving && forget(leaving)}
          isDangerous
        >
          A strategy that uses it can no longer run until the reference is taken out of it.
        </ConfirmDialog>
      </DialogContent>
    </Dialog>
  )
}
