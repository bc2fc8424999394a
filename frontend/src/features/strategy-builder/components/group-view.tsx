'use client'

import { ChevronDown, ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'
import { useOnDemand } from '@/hooks/use-on-demand'
import { cn } from '@/lib/cn'

import { faultsUnder, ownFaults, pointerOf } from '../faults'
import { conditionCount, DEPTH_SHOWN, isBranch, type Branch, type Combinator } from '../model'
import { useBuilder } from '../hooks/builder-context'
import { useFocusOn } from '../hooks/use-focus-on'
import { useIsRoomy } from '../hooks/use-is-roomy'
import type { Place } from '../hooks/use-tree'
import { count, groupLabel, LOGIC_WORDS, logicWords, nodeText, positionOf } from '../words'
import { ConditionRow } from './condition-row'
import { NodeActions } from './node-actions'
import { QuantifierControl } from './quantifier'
import { RowFaults } from './row-faults'

/** Conditions and groups joined by ALL of, ANY of or NOT. */
export function GroupView({ group, place }: { group: Branch; place: Place }) {
  const { list, index, path } = place
  const { faults } = useBuilder()
  const [isFolded, setIsFolded] = useState(false)
  const isRoot = path.length === 0
  const isTooDeep = path.length >= DEPTH_SHOWN
  const isRoomy = useIsRoomy()
  const isOutside = !isRoomy && !isRoot && !isTooDeep
  const isShut = isFolded || isTooDeep || isOutside
  const ref = useFocusOn<HTMLDivElement>(group.id, { folded: isShut ? group : null })
  const pointer = pointerOf(list, index, path)
  const shown = isShut ? faultsUnder(faults, pointer) : isRoot ? [] : ownFaults(faults, pointer)
  return (
    <div
      ref={ref}
      role="group"
      tabIndex={-1}
      aria-label={groupLabel(list, index, path, group)}
      className={cn(
        'flex flex-col gap-2',
        isRoot ? '' : 'rounded-md border border-border bg-muted/50 p-2',
      )}
    >
      <GroupHeader
        group={group}
        place={place}
        isFolded={isShut}
        onFold={isTooDeep || isOutside ? undefined : () => setIsFolded(!isFolded)}
      />
      <RowFaults faults={shown} />
      {isShut ? <Folded group={group} isTooDeep={isTooDeep} /> : null}
      {isOutside ? <GroupScreen group={group} place={place} /> : null}
      {isShut ? null : <Parts group={group} place={place} />}
    </div>
  )
}

const loadScreen = () => import('./popups').then((part) => part.OwnScreen)

/** A group on a phone: what is in it has a screen of its own. */
function GroupScreen({ group, place }: { group: Branch; place: Place }) {
  const { list, index, path } = place
  const { faults } = useBuilder()
  const what = `${list} group ${positionOf(index, path)}`
  const { Part, asking } = useOnDemand(loadScreen, 'dialog')
  const button = (
    <Button className="w-full" {...asking}>
      Edit {what}
    </Button>
  )
  if (Part === null) return button
  return (
    <Part title={groupLabel(list, index, path, group)} trigger={button}>
      <GroupLogic group={group} place={place} what={what} />
      <RowFaults faults={ownFaults(faults, pointerOf(list, index, path))} />
      <Parts group={group} place={place} />
    </Part>
  )
}

function Folded({ group, isTooDeep }: { group: Branch; isTooDeep: boolean }) {
  const { catalogue } = useBuilder()
  return (
    <p className="text-2xs break-words text-muted-foreground">
      {nodeText(group, catalogue)}
      {isTooDeep ? ' (more than three levels deep: edit it in the text or JSON view)' : ''}
    </p>
  )
}

function Parts({ group, place }: { group: Branch; place: Place }) {
  const { path, tree } = place
  const isFull = group.combinator === 'NOT' && group.rules.length > 0
  const position = positionOf(place.index, path)
  return (
    <>
      <ol className="flex flex-col gap-2 border-l-2 border-border pl-2 sm:pl-3">
        {group.rules.map((node, at) => {
          const child: Place = {
            ...place,
            path: [...path, at],
            isFirst: at === 0,
            isLast: at === group.rules.length - 1,
          }
          return (
            <li key={node.id}>
              {isBranch(node) ? (
                <GroupView group={node} place={child} />
              ) : (
                <ConditionRow leaf={node} place={child} />
              )}
            </li>
          )
        })}
      </ol>
      {isFull ? null : (
        <div className="flex flex-wrap gap-2 pl-2 sm:pl-3">
          <Button
            size="sm"
            aria-label={`Add a condition to ${place.list} ${position}`}
            onClick={() => tree.addCondition(path)}
          >
            <Plus aria-hidden /> Condition
          </Button>
          {path.length + 1 < DEPTH_SHOWN ? (
            <Button
              size="sm"
              aria-label={`Add a group to ${place.list} ${position}`}
              onClick={() => tree.addGroup(path)}
            >
              <Plus aria-hidden /> Group
            </Button>
          ) : null}
        </div>
      )}
    </>
  )
}

/** How the parts are joined, and on which bars that has to hold. */
function GroupLogic({ group, place, what }: { group: Branch; place: Place; what: string }) {
  const { path, tree } = place
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="w-28">
        <NativeSelect
          aria-label={`How ${what} joins its parts`}
          className="font-medium"
          value={group.combinator || 'AND'}
          onChange={({ target }) => tree.setLogic(path, target.value as Combinator)}
        >
          {LOGIC_WORDS.map(({ logic, words }) => (
            <option key={logic} value={logic}>
              {words}
            </option>
          ))}
        </NativeSelect>
      </span>
      {path.length === 0 ? null : (
        <QuantifierControl
          keys={group.keys}
          what={what}
          onChange={(keys) => tree.replace(path, { ...group, keys }, `${group.id} when`)}
        />
      )}
    </div>
  )
}

interface HeaderProps {
  group: Branch
  place: Place
  isFolded: boolean
  onFold?: () => void
}

function GroupHeader({ group, place, isFolded, onFold }: HeaderProps) {
  const { list, index, path, tree, isFirst, isLast } = place
  const isRoot = path.length === 0
  const what = `${list} group ${positionOf(index, path)}`
  const Fold = isFolded ? ChevronRight : ChevronDown
  return (
    <div className="flex flex-wrap items-center gap-2">
      {onFold === undefined ? null : (
        <Button
          variant="ghost"
          size="icon"
          className="size-8"
          aria-expanded={!isFolded}
          aria-label={`${isFolded ? 'Unfold' : 'Fold'} ${what}`}
          onClick={onFold}
        >
          <Fold aria-hidden />
        </Button>
      )}
      {isFolded ? (
        <span className="text-sm font-medium">
          {logicWords(group.combinator)} {count(conditionCount(group), 'condition')}
        </span>
      ) : (
        <GroupLogic group={group} place={place} what={what} />
      )}
      {isRoot ? null : (
        <div className="ml-auto">
          <NodeActions
            what={what}
            {...(isFirst && path.length === 1
              ? {}
              : { onUp: () => tree.move(path, group.id, 'up') })}
            {...(isLast && path.length === 1
              ? {}
              : { onDown: () => tree.move(path, group.id, 'down') })}
            onClone={() => tree.clone(path)}
            onRemove={() => tree.remove(path, 'Group')}
          />
        </div>
      )}
    </div>
  )
}
