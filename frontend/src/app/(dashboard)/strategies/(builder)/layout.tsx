import type { ReactNode } from 'react'

import { Builder } from '@/features/strategy-builder/components/builder'

/** One builder for both addresses: the first save changes the address, not what is under the pen. */
export default function BuilderLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Builder />
      {children}
    </>
  )
}
