import * as z from 'zod/mini'

import { NUMBER_NAMES, numberFault, type RunForm } from './order'
import { dayMs } from './period'

const day = z.string().check(z.refine((text) => dayMs(text) !== null, 'Enter a day.'))

/** Return the check of the run form; numbers are read as `locale` writes them. */
export function runSchema(locale: string) {
  const text = z.string()
  return z
    .object({
      strategy_id: z.string().check(z.minLength(1, 'Choose a strategy.')),
      start_date: day,
      end_date: day,
      engine: z.enum(['fast', 'backtrader', 'both']),
      source: text,
      intrabar_timeframe: text,
      close_at_end: z.boolean(),
      initial_capital: text,
      commission_pct: text,
      slippage_pct: text,
      borrow_pct_per_year: text,
      min_fee: text,
      fee_per_share: text,
      lot_step: text,
      tick_size: text,
      min_notional: text,
      risk_free_pct: text,
      mar_pct: text,
    })
    .check(({ value, issues }) => {
      const form: RunForm = value
      const add = (name: keyof RunForm, message: string) =>
        issues.push({ code: 'custom', input: form[name], path: [name], message })
      for (const name of NUMBER_NAMES) {
        const message = numberFault(name, form[name], locale)
        if (message !== null) add(name, message)
      }
      const [start, end] = [dayMs(form.start_date), dayMs(form.end_date)]
      if (start !== null && end !== null && start >= end)
        add('end_date', 'The end must be after the start.')
    })
}
