'use client'

import type { ReactElement } from 'react'

import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'

import { useRun } from '../hooks/use-run'

function Proof() {
  const { result, format } = useRun()
  const { proof } = result
  if (proof === null) return <p>This run recorded no proof.</p>
  if (!proof.passed)
    return <p>An earlier bar knew something of a later one: {proof.first_difference}.</p>
  return (
    <>
      <p>
        The bars were cut at {proof.cuts.length} moments and everything was computed again without
        what came after. Indicator values, signals, fills and equity before each cut came out the
        same to the last bit: no decision used prices of its future.
      </p>
      <ul className="list-disc pl-4">
        {proof.cuts.map((cut) => (
          <li key={cut}>cut at {format.dateTime(cut)}</li>
        ))}
      </ul>
    </>
  )
}

function Agreement() {
  const { parity, engine } = useRun().result
  if (parity === null)
    return (
      <p>
        Computed by the {engine ?? ''} engine alone. Run it with both engines to have each trade
        checked by a second, independent calculation.
      </p>
    )
  if (parity.agrees)
    return <p>Two independent engines computed this run and agree on every trade and the equity.</p>
  return (
    <>
      <p>The two engines disagree; do not rely on these figures:</p>
      <ul className="list-disc pl-4">
        {parity.differences.slice(0, 5).map((difference) => (
          <li key={difference}>{difference}</li>
        ))}
      </ul>
    </>
  )
}

/** What the badge stands for; it comes with the press that opens it. */
export function ProofPopover({ trigger }: { trigger: ReactElement }) {
  return (
    <Popover defaultOpen>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="What was proven"
        className="flex flex-col gap-2 text-sm"
      >
        <p className="font-semibold">No look-ahead</p>
        <Proof />
        <p className="font-semibold">Engine agreement</p>
        <Agreement />
      </PopoverContent>
    </Popover>
  )
}
