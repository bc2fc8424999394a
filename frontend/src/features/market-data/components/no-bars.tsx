import Link from 'next/link'

import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'

import type { Shown } from '../api'
import type { Instrument } from '../model'

interface Props {
  instrument: Instrument
  shown: Shown
  /** The server's own words. */
  reason: string
}

/** Which provider has nothing, and what can be done about it. */
export function NoBars({ instrument, shown, reason }: Props) {
  return (
    <Empty
      title={`${shown.source} has no ${shown.timeframe} bars of ${shown.symbol}`}
      action={
        <Button asChild variant="primary">
          <Link href="/market/coverage#import">Import a candle file</Link>
        </Button>
      }
    >
      <p>{reason}</p>
      <p>
        {instrument.is_live
          ? `${shown.source} answers with live prices; its past has not been stored yet.`
          : 'Nothing of it is stored.'}
      </p>
    </Empty>
  )
}
