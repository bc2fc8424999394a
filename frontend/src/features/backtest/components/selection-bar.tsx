import { Link } from '@/components/link'
import { Button } from '@/components/ui/button'

import { COMPARED_MOST, compareHref } from '../selection'

interface Props {
  selected: readonly string[]
  onClear: () => void
}

/** What can be done with the selected runs. */
export function SelectionBar({ selected, onClear }: Props) {
  const count = selected.length
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-3">
      <p role="status" className="text-2xs text-muted-foreground">
        {count === 0
          ? `Select 2 to ${COMPARED_MOST} completed runs to compare them.`
          : count === 1
            ? '1 run selected: select another one.'
            : `${count} runs selected.`}
      </p>
      {count >= 2 ? (
        <Button size="sm" variant="primary" asChild>
          <Link href={compareHref(selected)}>Compare {count} runs</Link>
        </Button>
      ) : null}
      {count > 0 ? (
        <Button size="sm" onClick={onClear}>
          Clear selection
        </Button>
      ) : null}
    </div>
  )
}
