'use client'

import NextLink from 'next/link'
import { useState, type ComponentProps } from 'react'

type Props = Omit<ComponentProps<typeof NextLink>, 'prefetch'>

/**
 * A link whose page is fetched once somebody is about to follow it.
 *
 * Every link in view fetched at once would stand in line before what the page itself asks for.
 */
export function Link({ onMouseEnter, onTouchStart, onFocus, ...props }: Props) {
  const [isNear, setIsNear] = useState(false)
  return (
    <NextLink
      {...props}
      prefetch={isNear}
      onMouseEnter={(event) => {
        setIsNear(true)
        onMouseEnter?.(event)
      }}
      onTouchStart={(event) => {
        setIsNear(true)
        onTouchStart?.(event)
      }}
      onFocus={(event) => {
        setIsNear(true)
        onFocus?.(event)
      }}
    />
  )
}
