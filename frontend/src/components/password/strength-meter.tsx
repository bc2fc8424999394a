import { Check, Info, Minus } from 'lucide-react'

import { cn } from '@/lib/cn'

import { rulesOf, strengthOf } from './strength'

const COLOURS = ['bg-muted', 'bg-destructive', 'bg-warning', 'bg-primary', 'bg-primary']

/** How good a new password is, in bars and a word, and the server's rules with what is missing. */
export function StrengthMeter({ password, email = '' }: { password: string; email?: string }) {
  const { score, word } = strengthOf(password, email)
  return (
    <div className="flex flex-col gap-1.5 text-2xs text-muted-foreground">
      <div className="flex items-center gap-2">
        <span aria-hidden className="grid flex-1 grid-cols-4 gap-1">
          {[1, 2, 3, 4].map((bar) => (
            <span
              key={bar}
              className={cn('h-1.5 rounded-full', bar <= score ? COLOURS[score] : 'bg-muted')}
            />
          ))}
        </span>
        <span role="status" className="min-w-18 text-right">
          {word === '' ? <span className="sr-only">No password yet</span> : word}
        </span>
      </div>
      <ul className="flex flex-col gap-0.5">
        {rulesOf(password, email).map(({ text, isMet }) => (
          <li key={text} className={cn('flex items-center gap-1.5', isMet && 'text-foreground')}>
            {isMet ? (
              <Check aria-hidden className="size-3.5 shrink-0 text-gain" />
            ) : (
              <Minus aria-hidden className="size-3.5 shrink-0" />
            )}
            {text}
            <span className="sr-only">{isMet ? '(met)' : '(not yet)'}</span>
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <Info aria-hidden className="size-3.5 shrink-0" />
          The server also refuses what is among the first passwords tried
        </li>
      </ul>
    </div>
  )
}
