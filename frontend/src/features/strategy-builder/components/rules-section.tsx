'use client'

import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { toast } from '@/lib/toast'

import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { addItem, cloneItem, moveItem, removeItem, setRuleKey } from '../edits'
import { faultAt, ownFaults, pointerOf } from '../faults'
import { textOf } from '../json'
import {
  blankRule,
  directionOf,
  documentOf,
  isRule,
  type Item,
  type ListName,
  type RuleItem,
} from '../model'
import { useBuilder } from '../hooks/builder-context'
import { useTree } from '../hooks/use-tree'
import { useFocusOn } from '../hooks/use-focus-on'
import { hasExit, NO_EXIT } from '../risk'
import { referenceIn } from '../saved-rules'
import { keptText } from '../words'
import { GroupView } from './group-view'
import { NodeActions } from './node-actions'
import { RowFaults } from './row-faults'
import { KeepRule, SavedRules } from './saved-rule-buttons'

const ReferenceView = dynamic(() => import('./reference-view').then((part) => part.ReferenceView), {
  ssr: false,
})
const LEADS: Record<ListName, string> = {
  entry: 'Any one of these rules opens a position at the next open.',
  exit: 'Any one of these rules closes it. Stops and targets work beside them.',
}

/** The entry or the exit rules: alternatives, in the order in which they are asked. */
export function RulesSection({ list }: { list: ListName }) {
  const { draft, edit, focus, faults } = useBuilder()
  const items = draft[list] ?? []
  const add = () => {
    const item = blankRule(list, directionOf(draft))
    edit(addItem(list, item))
    focus(item.id)
  }
  const fault = faultAt(faults, `/${list}_rules`)
  return (
    <div className="flex flex-col gap-3">
      <p className="text-2xs text-muted-foreground">{LEADS[list]}</p>
      {fault === null ? null : <Alert tone="bad">{fault}</Alert>}
      {list === 'exit' && items.length === 0 ? (
        <Alert tone="warn">
          {hasExit(documentOf(draft))
            ? 'No exit rule: a position is closed by its stop, target or time limit alone.'
            : NO_EXIT}
        </Alert>
      ) : null}
      {items.map((item, index) => (
        <RuleCard key={item.id} list={list} item={item} index={index} count={items.length} />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button onClick={add}>
          <Plus aria-hidden /> Add {list} rule
        </Button>
        <SavedRules list={list} />
      </div>
    </div>
  )
}

interface CardProps {
  list: ListName
  item: Item
  index: number
  count: number
}

function RuleCard({ list, item, index, count }: CardProps) {
  const { edit, focus, undo, faults } = useBuilder()
  const tree = useTree(list, index)
  const what = `${list} rule ${index + 1}`
  const move = (by: -1 | 1) => () => {
    edit(moveItem(list, index, by))
    focus(isRule(item) ? item.body.id : item.id)
  }
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-border p-3" data-testid="rule">
      <div className="flex flex-wrap items-end gap-2">
        {isRule(item) ? <RuleFields list={list} item={item} index={index} /> : null}
        {isRule(item) ? null : <Kept list={list} item={item} index={index} />}
        <div className="ml-auto flex">
          {isRule(item) ? <KeepRule item={item} what={what} /> : null}
          <NodeActions
            what={what}
            {...(index > 0 ? { onUp: move(-1) } : {})}
            {...(index < count - 1 ? { onDown: move(1) } : {})}
            onClone={() => edit(cloneItem(list, index))}
            onRemove={() => {
              edit(removeItem(list, index))
              toast(`Rule ${index + 1} removed`, { action: { label: 'Undo', onClick: undo } })
            }}
          />
        </div>
      </div>
      <RowFaults
        faults={ownFaults(faults, pointerOf(list, index, [])).filter(
          ({ pointer }) => !/\/(name|signal)$/.test(pointer),
        )}
      />
      {isRule(item) ? (
        <GroupView
          group={item.body}
          place={{ list, index, path: [], isFirst: true, isLast: true, tree }}
        />
      ) : null}
    </div>
  )
}

function Kept({ list, item, index }: { list: ListName; item: Item; index: number }) {
  const ref = useFocusOn<HTMLDivElement>(item.id)
  const reference = referenceIn(item)
  return (
    <div ref={ref} tabIndex={-1} className="min-w-0 flex-1 self-center">
      {reference === null ? (
        <p className="break-words">{keptText(item)}</p>
      ) : (
        <ReferenceView list={list} index={index} reference={reference} />
      )}
    </div>
  )
}

const SIGNALS: Record<ListName, Record<'BUY' | 'SELL', string>> = {
  entry: { BUY: 'Buy: open a long', SELL: 'Sell: open a short' },
  exit: { SELL: 'Sell: close a long', BUY: 'Buy: close a short' },
}

function RuleFields({ list, item, index }: { list: ListName; item: RuleItem; index: number }) {
  const { draft, edit, faults } = useBuilder()
  const pointer = pointerOf(list, index, [])
  const signal = textOf(item.keys.signal)
  const signalFault = faultAt(faults, `${pointer}/signal`)
  const isChoice = directionOf(draft) === 'both' || signalFault !== null
  return (
    <>
      <Field
        label={`Name of ${list} rule ${index + 1}`}
        error={faultAt(faults, `${pointer}/name`)}
        className="min-w-40 flex-1"
      >
        {(given) => (
          <Input
            {...given}
            autoComplete="off"
            value={textOf(item.keys.name)}
            onChange={({ target }) =>
              edit(setRuleKey(list, index, 'name', target.value), `${item.id} name`)
            }
          />
        )}
      </Field>
      {isChoice ? (
        <Field label={`Side of ${list} rule ${index + 1}`} error={signalFault} className="w-44">
          {(given) => (
            <NativeSelect
              {...given}
              value={signal}
              onChange={({ target }) => edit(setRuleKey(list, index, 'signal', target.value))}
            >
              {signal in SIGNALS[list] ? null : <option value={signal}>Choose one</option>}
              {Object.entries(SIGNALS[list]).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      ) : null}
    </>
  )
}
