import type { ReactNode } from 'react'

import { Page } from '@/components/layout/page'

interface Props {
  title: string
  /** Where the work is: being opened, saved, kept in this browser. */
  state: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of the builder: the same words from the first moment on. */
export function BuilderPage({ state, ...rest }: Props) {
  return (
    <Page
      {...rest}
      lead={
        <>
          <p>
            Say when to buy and when to sell: by hand, as text or as JSON, whichever you like. The
            preview shows on real candles where the rules would have acted. Changes stay in this
            browser until you save them.
          </p>
          <p className="mt-1 text-2xs">{state}</p>
        </>
      }
    />
  )
}
