'use client'

import { useId, type KeyboardEvent } from 'react'

import { NativeSelect } from '@/components/ui/native-select'
import { cn } from '@/lib/cn'

import { faultsUnder, pointerOf } from '../faults'
import { isObject, type Json, type JsonObject } from '../json'
import type { Leaf } from '../model'
import { boundsOf, operatorOf, OPERATORS, withOperator } from '../operators'
import { useBuilder } from '../hooks/builder-context'
import { useFocusOn } from '../hooks/use-focus-on'
import type { Place } from '../hooks/use-tree'
import { conditionLabel, nodeText } from '../words'
import { NodeActions } from './node-actions'
import { NumberInput } from './number-input'
import { OperandControl } from './operand-control'
import { QuantifierControl } from './quantifier'
import { RowFaults } from './row-faults'

/** Keys that move or delete the row; they work wherever the focus is in it. */
function useRowKeys({ path, tree, isFirst, isLast }: Place, id: string, what: string) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const isOwn = event.target === event.currentTarget
    if (event.altKey && event.key === 'ArrowUp' && !(isFirst && path.length === 1))
      tree.move(path, id, 'up')
    else if (event.altKey && event.key === 'ArrowDown' && !(isLast && path.length === 1))
      tree.move(path, id, 'down')
    else if (event.key === 'Delete' && isOwn) tree.remove(path, what)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}

/** One condition: operand, operator, operand, and on which bars. */
export function ConditionRow({ leaf, place }: { leaf: Leaf; place: Place }) {
  const { list, index, path, tree, isFirst, isLast } = place
  const { faults } = useBuilder()
  const what = conditionLabel(list, index, path)
  const label = what.charAt(0).toUpperCase() + what.slice(1)
  const pointer = pointerOf(list, index, path)
  const own = faultsUnder(faults, pointer)
  const ref = useFocusOn<HTMLDivElement>(leaf.id)
  const onKeyDown = useRowKeys(place, leaf.id, label)
  const faultsId = useId()
  return (
    <div
      ref={ref}
      role="group"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      data-testid="condition"
      className={cn(
        'flex flex-col gap-2 rounded-md border bg-card p-2',
        own.length > 0 ? 'border-destructive/60' : 'border-border',
      )}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          {leaf.field === 'condition' && isObject(leaf.value) ? (
            <Editable leaf={leaf} value={leaf.value} place={place} faultsId={faultsId} />
          ) : (
            <KeptNode leaf={leaf} />
          )}
        </div>
        <NodeActions
          what={what}
          {...(isFirst && path.length === 1 ? {} : { onUp: () => tree.move(path, leaf.id, 'up') })}
          {...(isLast && path.length === 1
            ? {}
            : { onDown: () => tree.move(path, leaf.id, 'down') })}
          onClone={() => tree.clone(path)}
          onRemove={() => tree.remove(path, label)}
        />
      </div>
      <RowFaults id={faultsId} faults={own} />
    </div>
  )
}

function KeptNode({ leaf }: { leaf: Leaf }) {
  const { catalogue } = useBuilder()
  return (
    <p className="text-2xs break-words text-muted-foreground">
      Kept as it is, editable in the JSON view:{' '}
      <code className="font-mono">{nodeText(leaf, catalogue)}</code>
    </p>
  )
}

interface EditableProps {
  leaf: Leaf
  value: JsonObject
  place: Place
  faultsId: string
}

function Editable({ leaf, value, place, faultsId }: EditableProps) {
  const { list, index, path, tree } = place
  const what = conditionLabel(list, index, path)
  const pointer = pointerOf(list, index, path)
  const set = (key: string) => (next: Json) =>
    tree.replace(path, { ...leaf, value: { ...value, [key]: next } }, `${leaf.id} ${key}`)
  const isKnown = operatorOf(leaf.operator) !== null
  return (
    <div className="flex flex-wrap items-center gap-2">
      <OperandControl
        label={`Left side, ${what}`}
        value={value.left ?? null}
        onChange={set('left')}
        pointer={`${pointer}/left`}
        describedBy={faultsId}
      />
      <span className="w-36">
        <NativeSelect
          aria-label={`Operator, ${what}`}
          value={leaf.operator}
          onChange={({ target }) => tree.replace(path, withOperator(leaf, target.value))}
        >
          {isKnown ? null : <option value={leaf.operator}>{leaf.operator}</option>}
          {OPERATORS.map(({ name, words }) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </NativeSelect>
      </span>
      <RightSide leaf={leaf} value={value} place={place} faultsId={faultsId} />
      <QuantifierControl
        keys={value}
        what={what}
        onChange={(keys) => tree.replace(path, { ...leaf, value: keys }, `${leaf.id} when`)}
      />
    </div>
  )
}

function RightSide({ leaf, value, place, faultsId }: EditableProps) {
  const { list, index, path, tree } = place
  const what = conditionLabel(list, index, path)
  const pointer = `${pointerOf(list, index, path)}/right`
  const set = (right: Json) =>
    tree.replace(path, { ...leaf, value: { ...value, right } }, `${leaf.id} right`)
  const takes = operatorOf(leaf.operator)?.takes ?? 'operand'
  if (takes === 'bars')
    return (
      <span className="inline-flex items-center gap-2">
        <NumberInput
          aria-label={`Number of bars it moves, ${what}`}
          className="w-16 text-right tabular-nums"
          value={value.right}
          onValue={(next) => set(next ?? null)}
        />
        <span className="text-sm text-muted-foreground">bars in a row,</span>
      </span>
    )
  if (takes === 'range') {
    const [low, high] = boundsOf(value)
    return (
      <>
        <OperandControl
          label={`Lower bound, ${what}`}
          value={low}
          onChange={(next) => set([next, high])}
          pointer={`${pointer}/0`}
          describedBy={faultsId}
        />
        <span className="text-sm text-muted-foreground">and</span>
        <OperandControl
          label={`Upper bound, ${what}`}
          value={high}
          onChange={(next) => set([low, next])}
          pointer={`${pointer}/1`}
          describedBy={faultsId}
        />
      </>
    )
  }
  return (
    <OperandControl
      label={`Right side, ${what}`}
      value={value.right ?? null}
      onChange={set}
      pointer={pointer}
      describedBy={faultsId}
    />
  )
}
