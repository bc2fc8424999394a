'use client'

import { useTable, type SortingState, type Updater } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { parseAsString, useQueryState } from 'nuqs'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'

import { useRun } from '../hooks/use-run'
import type { Trade } from '../trades'
import { features, tradeColumns, tradeSpecs, type Spec } from './trade-columns'
import { TradeHeading, TradeRow } from './trade-row'

const ROW = 36
const PAGE = 12

interface Props {
  trades: readonly Trade[]
  /** Number of the selected trade. */
  selected: number | null
  onOpen: (number: number) => void
}

function useSorting(specs: readonly Spec[]) {
  const [text, setText] = useQueryState('sort', parseAsString.withDefault('number'))
  const id = text.replace(/^-/, '')
  const isKnown = specs.some((spec) => spec.id === id)
  const sorting = useMemo(
    () => (isKnown ? [{ id, desc: text.startsWith('-') }] : [{ id: 'number', desc: false }]),
    [text, id, isKnown],
  )
  const change = (updater: Updater<SortingState>) => {
    const [next] = typeof updater === 'function' ? updater(sorting) : updater
    void setText(next === undefined ? null : `${next.desc ? '-' : ''}${next.id}`)
  }
  return [sorting, change] as const
}

/** Return the row that a key leads to; null when the key is not about rows. */
function rowAfter(key: string, at: number, last: number): number | null {
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    j: at + 1,
    k: at - 1,
    PageDown: at + PAGE,
    PageUp: at - PAGE,
    Home: 0,
    End: last,
  }
  const target = moves[key]
  return target === undefined ? null : Math.max(0, Math.min(last, target))
}

/** Return the row that an element of the table lies in. */
function indexAt(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return row === null ? null : Number(row.dataset.row)
}

function useRows(count: number, opened: number, open: (index: number) => void) {
  const host = useRef<HTMLDivElement>(null)
  const wanted = useRef<number | null>(null)
  const [active, setActive] = useState<number | null>(null)
  const at = Math.min(active ?? Math.max(opened, 0), Math.max(count - 1, 0))
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this hook alone
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 8,
    initialOffset: Math.max(0, opened - 4) * ROW,
    scrollPaddingStart: ROW,
  })
  // The row that the keyboard moved to exists only once it has been scrolled to.
  useEffect(() => {
    if (wanted.current === null) return
    const row = host.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (!row) return
    row.focus({ preventScroll: true })
    wanted.current = null
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement || event.metaKey || event.ctrlKey) return
    if (event.key === 'Enter') open(at)
    const next = rowAfter(event.key, at, count - 1)
    if (next === null) return
    event.preventDefault()
    wanted.current = next
    setActive(next)
    virtual.scrollToIndex(next)
  }
  return { host, virtual, at, setActive, onKeyDown }
}

/** The trades as the table knows them: in order, with the headings that change the order. */
function useSorted(trades: readonly Trade[], specs: readonly Spec[]) {
  const columns = useMemo(() => tradeColumns(specs), [specs])
  const [sorting, onSortingChange] = useSorting(specs)
  const table = useTable({
    features,
    columns,
    data: trades,
    getRowId: (trade) => String(trade.number),
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange,
  })
  return { headers: table.getFlatHeaders(), rows: table.getRowModel().rows }
}

/** Every trade in one table that draws only the rows in view. */
export function TradeTable({ trades, selected, onOpen }: Props) {
  const { format, currency, backtest } = useRun()
  const lotStep = Number(backtest.config.lot_step)
  const specs = useMemo(() => tradeSpecs(format, currency, lotStep), [format, currency, lotStep])
  const { headers, rows } = useSorted(trades, specs)
  const opened = useMemo(
    () => rows.findIndex((row) => row.original.number === selected),
    [rows, selected],
  )
  const open = (index: number | null) => {
    const number = index === null ? undefined : rows[index]?.original.number
    if (number !== undefined) onOpen(number)
  }
  const { host, virtual, at, setActive, onKeyDown } = useRows(rows.length, opened, open)
  const items = virtual.getVirtualItems()
  // Tab always reaches a row, also when the active one has been scrolled away.
  const reachable = items.some(({ index }) => index === at) ? at : items[0]?.index
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div
      ref={host}
      role="region"
      aria-label="Trades"
      className="max-h-[70vh] min-h-48 overflow-auto rounded-lg border border-border bg-card"
      onKeyDown={onKeyDown}
    >
      <table
        className="figure table-fixed border-separate border-spacing-0 text-[0.8125rem]"
        style={{ width: specs.reduce((sum, { width }) => sum + width, 0), minWidth: '100%' }}
        aria-rowcount={rows.length + 1}
      >
        <caption className="sr-only">
          Closed trades. Arrow keys move between rows, Enter opens a trade in the chart.
        </caption>
        <colgroup>
          {specs.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {headers.map((header, place) => {
              const spec = specs[place]
              return spec ? <TradeHeading key={header.id} header={header} spec={spec} /> : null
            })}
          </tr>
        </thead>
        <tbody
          onClick={(event) => open(indexAt(event.target))}
          onFocus={(event) => setActive(indexAt(event.target))}
        >
          {above > 0 ? <tr aria-hidden style={{ height: above }} /> : null}
          {items.map(({ index }) => {
            const row = rows[index]
            return row ? (
              <TradeRow
                key={row.id}
                row={row}
                index={index}
                specs={specs}
                isSelected={row.original.number === selected}
                isReachable={index === reachable}
              />
            ) : null
          })}
          {below > 0 ? <tr aria-hidden style={{ height: below }} /> : null}
        </tbody>
      </table>
    </div>
  )
}
