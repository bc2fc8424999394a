import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'

import { capitalised, type Summary } from '../model'

/** How many strategies stand in which state; each number leads to its list. */
export function StrategiesCard({ strategies }: { strategies: Summary['strategies'] }) {
  return (
    <Card aria-labelledby="strategies-title">
      <CardHeader id="strategies-title" title="Strategies">
        <Button asChild size="sm">
          <Link href="/strategies/new">New strategy</Link>
        </Button>
      </CardHeader>
      <ul className="grid grid-cols-2 gap-2">
        {Object.entries(strategies).map(([state, count]) => (
          <li key={state}>
            <Link
              href={`/strategies?status=${state}`}
              className="flex items-baseline justify-between rounded-md border border-border px-3 py-2 hover:bg-muted"
            >
              <span className="text-muted-foreground">{capitalised(state)}</span>{' '}
              <span className="figure text-base font-semibold">{count}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
