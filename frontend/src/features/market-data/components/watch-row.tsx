'use client'

import { ArrowDown, ArrowUp, X } from 'lucide-react'

import { DaySpark } from '@/components/market/day-spark'
import { LiveChange } from '@/components/market/live-change'
import { LivePrice } from '@/components/market/live-price'
import { ActionButton } from '@/components/ui/action-button'
import { useFormat } from '@/hooks/use-format'
import { useInView } from '@/hooks/use-in-view'
import { cn } from '@/lib/cn'
import { isImported } from '@/lib/market'

import type { Instrument, Ticker } from '../model'

interface ControlsProps {
  symbol: string
  isFirst: boolean
  isLast: boolean
  onMove: (step: number) => void
  onRemove: () => void
}

function Controls({ symbol, isFirst, isLast, onMove, onRemove }: ControlsProps) {
  const style = 'size-7 pointer-coarse:size-11'
  return (
    <span className="flex shrink-0">
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Move ${symbol} up`}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <ArrowUp aria-hidden />
      </ActionButton>
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Move ${symbol} down`}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <ArrowDown aria-hidden />
      </ActionButton>
      <ActionButton
        variant="ghost"
        size="icon"
        className={style}
        aria-label={`Stop watching ${symbol}`}
        onClick={onRemove}
      >
        <X aria-hidden />
      </ActionButton>
    </span>
  )
}

type FiguresProps = Pick<Props, 'source' | 'symbol' | 'known'>

/** How the day went so far, price and change. */
function Figures({ source, symbol, known }: FiguresProps) {
  const format = useFormat()
  const isLive = !isImported(source)
  const told = { symbol, isLive, format }
  return (
    <>
      <DaySpark source={source} symbol={symbol} width={40} />
      <span className="flex w-24 flex-col items-end">
        <LivePrice {...told} known={(isLive ? known?.last : null) ?? null} />
        <LiveChange {...told} known={(isLive ? known?.change_pct : null) ?? null} />
      </span>
    </>
  )
}

interface Props extends ControlsProps, Pick<Instrument, 'source'> {
  known: Ticker | undefined
  isShown: boolean
  isEdited: boolean
  onShow: () => void
}

/** One watched instrument. Of a long list only what can be seen is drawn, and with every price. */
export function WatchRow({ source, known, isShown, isEdited, onShow, ...controls }: Props) {
  const { symbol } = controls
  const [ref, isSeen] = useInView<HTMLLIElement>(false)
  return (
    <li
      ref={ref}
      className={cn('flex min-h-11 items-center gap-1 rounded-md', isShown && 'bg-accent')}
    >
      <button
        type="button"
        aria-pressed={isShown}
        onClick={onShow}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-muted"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{symbol}</span>
        {isSeen && !isEdited ? <Figures source={source} symbol={symbol} known={known} /> : null}
      </button>
      {isEdited ? <Controls {...controls} /> : null}
    </li>
  )
}
