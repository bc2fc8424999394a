'use client'

import { ChevronsUpDown } from 'lucide-react'

import { Button } from '@/components/ui/button'
import { useOnDemand } from '@/hooks/use-on-demand'

interface Props {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  symbol: string
  /** `venue` names the source where several hold the symbol. */
  onChoose: (symbol: string, venue: string | undefined) => void
}

const load = () => import('./symbol-popover').then((part) => part.SymbolPopover)

/** The market, found by typing a part of its name. */
export function SymbolPicker({ symbol, onChoose, ...given }: Props) {
  const { Part, asking } = useOnDemand(load, 'dialog')
  const button = (
    <Button
      {...given}
      aria-label={`Market: ${symbol || 'none chosen'}`}
      className="w-full justify-between px-3 font-normal"
      {...asking}
    >
      <span className="truncate">{symbol || 'Choose a market'}</span>
      <ChevronsUpDown aria-hidden className="text-muted-foreground" />
    </Button>
  )
  return Part === null ? button : <Part trigger={button} onChoose={onChoose} />
}
