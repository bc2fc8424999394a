import { Check } from 'lucide-react'

import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { cn } from '@/lib/cn'

const STEPS = [
  ['Choose a template', 'Six tested rules to start from; every number can be changed.'],
  ['Run a backtest', 'Your rules against stored prices, with fees and slippage.'],
  ['Look at the proof', 'Every trade on the chart, and two engines that must agree.'],
] as const

/** The way of a new account: what is done, what comes now, and the one button for it. */
export function FirstSteps({ stage }: { stage: 1 | 2 }) {
  return (
    <Card aria-labelledby="steps-title">
      <CardHeader id="steps-title" title="Three steps to your first result" />
      <ol className="grid gap-3 md:grid-cols-3">
        {STEPS.map(([title, words], index) => {
          const isDone = index + 1 < stage
          const isNow = index + 1 === stage
          return (
            <li
              key={title}
              aria-current={isNow ? 'step' : undefined}
              className={cn('rounded-md border p-4', isNow ? 'border-primary' : 'border-border')}
            >
              <p className="flex items-center gap-2 font-semibold">
                <span className="figure inline-flex size-6 items-center justify-center rounded-full bg-accent text-2xs text-primary">
                  {isDone ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
                </span>
                {title}
              </p>
              <p className="mt-2 text-muted-foreground">{words}</p>
            </li>
          )
        })}
      </ol>
      <Button asChild variant="primary" className="mt-4">
        <Link href={stage === 1 ? '/strategies?tab=templates' : '/strategies'}>
          {stage === 1 ? 'Choose a template' : 'Choose the strategy to test'}
        </Link>
      </Button>
    </Card>
  )
}
