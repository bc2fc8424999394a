import { describe, expect, it } from 'vitest'

import { EMPTY_FORM, fieldOf, formOf, numberFault, numberOf, orderOf } from './order'
import { runSchema } from './schemas'

describe('numberOf', () => {
  it.each([
    ['10000', 'en-GB', 10_000],
    ['10,000', 'en-GB', 10_000],
    ['10,000', 'de-DE', 10],
    ['10.000', 'de-DE', 10_000],
    ['10.000', 'en-GB', 10],
    ['0,1', 'en-GB', 0.1],
    ['0.1', 'de-DE', 0.1],
    ['0,001', 'en-GB', 0.001],
    ['1,234,567', 'en-GB', 1_234_567],
    ['1.234.567,5', 'en-GB', 1_234_567.5],
    ['1,234.5', 'de-DE', 1_234.5],
    ['1 000', 'fr-FR', 1_000],
    ['-2', 'en-GB', -2],
    [' .5 ', 'en-GB', 0.5],
    ['', 'en-GB', null],
    ['1e5', 'en-GB', null],
    ['ten', 'en-GB', null],
    [',', 'en-GB', null],
  ])('reads %s in %s', (text, locale, value) => {
    expect(numberOf(text, locale)).toBe(value)
  })
})

describe('numberFault', () => {
  it.each([
    ['initial_capital', '10000', null],
    ['initial_capital', '0', 'Capital must be above 0.'],
    ['initial_capital', '', 'Enter a number: above 0.'],
    ['commission_pct', '100', 'Fee per trade side must be 0 up to, not including, 100.'],
    ['commission_pct', '0', null],
    ['slippage_pct', 'x', 'This is not a number.'],
    ['risk_free_pct', '-100', 'Risk-free rate must be above −100, up to 10,000.'],
    ['risk_free_pct', '-99', null],
    ['lot_step', '', null],
  ] as const)('judges %s of %s', (name, text, fault) => {
    expect(numberFault(name, text, 'en-GB')).toBe(fault)
  })
})

describe('orderOf', () => {
  const form = { ...EMPTY_FORM, strategy_id: 's', start_date: '2024-01-01', end_date: '2024-02-01' }

  it('sends what was filled in, and leaves the rest to the server', () => {
    expect(orderOf(form, 'en-GB')).toEqual({
      strategy_id: 's',
      start_date: '2024-01-01',
      end_date: '2024-02-01',
      engine: 'fast',
      source: null,
      intrabar_timeframe: null,
      close_at_end: false,
      initial_capital: 10_000,
      commission_pct: 0.1,
      slippage_pct: 0.05,
    })
  })

  it('comes back from the run it made', () => {
    const config = {
      engine: 'both',
      source: 'sim',
      intrabar_timeframe: '1m',
      close_at_end: true,
      initial_capital: 2_500.5,
      commission_pct: 0,
      slippage_pct: 0.05,
      lot_step: 1e-8,
      tick_size: 0,
    }
    const again = formOf(config, {
      strategy_id: 's',
      start_date: '2024-01-01',
      end_date: null,
    })
    expect(again).toMatchObject({
      strategy_id: 's',
      end_date: '',
      engine: 'both',
      source: 'sim',
      intrabar_timeframe: '1m',
      close_at_end: true,
      initial_capital: '2500.5',
      commission_pct: '0',
      lot_step: '0.00000001',
      tick_size: '',
    })
    expect(orderOf(again, 'en-GB').lot_step).toBe(1e-8)
  })

  it('bears a config it does not know', () => {
    const nothing = { strategy_id: null, start_date: null, end_date: null }
    expect(formOf({}, nothing)).toEqual(EMPTY_FORM)
  })
})

describe('the check of the form', () => {
  const right = {
    ...EMPTY_FORM,
    strategy_id: 's',
    start_date: '2024-01-01',
    end_date: '2024-02-01',
  }
  const faults = (form: typeof right) => {
    const { error } = runSchema('en-GB').safeParse(form)
    return error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
  }

  it('lets a whole order pass', () => {
    expect(faults(right)).toEqual([])
  })

  it('says each fault at its field', () => {
    expect(faults({ ...right, strategy_id: '' })).toEqual([['strategy_id', 'Choose a strategy.']])
    expect(faults({ ...right, commission_pct: '200', end_date: '2024-01-01' })).toEqual([
      ['commission_pct', 'Fee per trade side must be 0 up to, not including, 100.'],
      ['end_date', 'The end must be after the start.'],
    ])
  })
})

it.each([
  ['/body/start_date', 'start_date'],
  ['commission_pct', 'commission_pct'],
  ['', null],
  ['/what', null],
])('finds the field of the fault at %s', (pointer, field) => {
  expect(fieldOf(pointer)).toBe(field)
})
