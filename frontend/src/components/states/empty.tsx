import type { ReactNode } from 'react'

interface Props {
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** What would be here, and the one thing to do so that it is. */
export function Empty({ title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-input px-4 py-10 text-center">
      <p className="text-base font-semibold">{title}</p>
      {children ? <div className="max-w-prose text-muted-foreground">{children}</div> : null}
      {action}
    </div>
  )
}
