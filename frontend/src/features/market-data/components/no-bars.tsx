import { Link } from '@/components/link'
import { Empty } from '@/components/states/empty'
import { Button } from '@/components/ui/button'
import { useFormat } from '@/hooks/use-format'

import { useTickers, type Shown } from '../api'
import type { Instrument } from '../model'

interface Props {
  instrument: Instrument
  shown: Shown
  /** The server's own words. */
  reason: string
}

/** Which provider has nothing, and what can be done about it. */
export function NoBars({ instrument, shown, reason }: Props) {
  const format = useFormat()
  const { data } = useTickers([shown.symbol], shown.source)
  const last = data?.items[0]
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
      {last ? (
        <p>
          The last price of {shown.source}: {format.price(last.last, instrument.tick_size)},{' '}
          {format.dateTime(last.time)} ({format.viewer.timezone}).
        </p>
      ) : null}
      <p>
        {instrument.is_live
          ? `${shown.source} answers with live prices; its past has not been stored yet.`
          : 'Nothing of it is stored.'}
      </p>
    </Empty>
  )
}
