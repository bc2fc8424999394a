import type { ReactNode } from 'react'

interface Props {
  title: string
  /** What the page is for: the largest text of its first HTML, read while the rest is on its way. */
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page: its one heading, what can be done, and its content at most 1,600 px wide. */
export function Page({ title, lead, actions, children }: Props) {
  const isText = typeof lead === 'string'
  return (
    <div className="mx-auto flex w-full max-w-[1600px] flex-col gap-4 p-3 pb-20 sm:p-4 sm:pb-8">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold break-words">{title}</h1>
          {lead ? (
            <div className="text-muted-foreground [&>p]:max-w-prose">
              {isText ? <p>{lead}</p> : lead}
            </div>
          ) : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}
