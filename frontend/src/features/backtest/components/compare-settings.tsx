'use client'

import { useState } from 'react'

import { Badge } from '@/components/ui/badge'
import { CardHeader } from '@/components/ui/card'
import { Switch } from '@/components/ui/switch'
import { Table, Td, Th } from '@/components/ui/table'

import { LETTERS, settingsOf } from '../compare'
import type { Compared } from '../model'

/** What was asked of each run; where they were set apart stands first and is marked. */
export function CompareSettings({ items }: { items: readonly Compared[] }) {
  const [isAll, setIsAll] = useState(false)
  const settings = settingsOf(items)
  const differing = settings.filter(({ differs }) => differs)
  const shown = isAll ? settings : differing
  return (
    <section>
      <CardHeader title="Settings" hint={`${differing.length} of ${settings.length} differ`}>
        <label className="flex min-h-6 items-center gap-2 text-2xs">
          <Switch checked={isAll} onCheckedChange={setIsAll} aria-label="Show equal settings too" />
          Show equal ones too
        </label>
      </CardHeader>
      {shown.length === 0 ? (
        <p className="text-muted-foreground">All settings are the same.</p>
      ) : (
        <Table label="Settings of the runs" className="figure">
          <thead>
            <tr>
              <Th>Setting</Th>
              {items.map(({ backtest }, index) => (
                <Th key={backtest.id}>{LETTERS[index]}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ label, values, differs }) => (
              <tr key={label} className={differs ? 'bg-warning-soft' : ''}>
                <Th scope="row" className="h-10 text-[0.8125rem] text-foreground">
                  {label} {differs ? <Badge tone="warn">differs</Badge> : null}
                </Th>
                {values.map((value, index) => (
                  <Td key={index} className={differs ? 'min-w-28 font-medium' : 'min-w-28'}>
                    {value}
                  </Td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}
