import type { ComponentProps } from 'react'

import { Link } from '@/components/link'

export function TextLink(props: ComponentProps<typeof Link>) {
  return (
    <Link
      className="inline-flex min-h-6 items-center text-primary underline underline-offset-4"
      {...props}
    />
  )
}
