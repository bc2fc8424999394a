import { describe, expect, it } from 'vitest'

import {
  ariaSort,
  changesOf,
  comparedVersions,
  eligible,
  isFiltered,
  knownSort,
  listQuery,
  nextSort,
  outcome,
  runHref,
  STATES,
  symbolsOf,
  type Filter,
} from './model'

const ALL: Filter = { status: null, symbol: '', search: '' }

describe('what the list asks for', () => {
  it.each([
    ['nothing in particular leaves the archive out', ALL, { archived: false }],
    ['a state is asked for by name', { ...ALL, status: 'archived' }, { status: 'archived' }],
    ['a market', { ...ALL, symbol: 'BTC/USDT' }, { archived: false, symbol: 'BTC/USDT' }],
    [
      'text without the spaces around it',
      { ...ALL, search: ' dip ' },
      { archived: false, search: 'dip' },
    ],
    ['spaces alone are no text', { ...ALL, search: '  ' }, { archived: false }],
  ] as const)('%s', (_, filter, asked) => {
    const rest = { sort: 'name', page: 2, limit: 20 }
    expect(listQuery(filter, 'name', 2, 20)).toEqual({ ...rest, ...asked })
  })

  it.each([
    [ALL, false],
    [{ ...ALL, search: ' ' }, false],
    [{ ...ALL, search: 'x' }, true],
    [{ ...ALL, status: 'draft' as const }, true],
    [{ ...ALL, symbol: 'X' }, true],
  ])('is narrowed by anything given: %o', (filter, narrowed) =>
    expect(isFiltered(filter)).toBe(narrowed),
  )
})

describe('sorting', () => {
  it.each([
    ['-updated_at', 'name', 'name'],
    ['name', 'name', '-name'],
    ['-name', 'name', 'name'],
    ['name', 'sharpe_ratio', '-sharpe_ratio'],
    ['-sharpe_ratio', 'sharpe_ratio', 'sharpe_ratio'],
  ] as const)('from %s by %s is %s', (sort, field, next) =>
    expect(nextSort(sort, field)).toBe(next),
  )

  it.each([
    ['name', 'ascending'],
    ['-name', 'descending'],
    ['-updated_at', 'none'],
  ] as const)('%s is %s for the column of names', (sort, told) =>
    expect(ariaSort(sort, 'name')).toBe(told),
  )

  it.each([
    ['-name', '-name'],
    ['sharpe_ratio', 'sharpe_ratio'],
    ['document', '-updated_at'],
    ['--name', '-updated_at'],
    ['', '-updated_at'],
  ])('an address that says %s sorts by %s', (given, sort) => expect(knownSort(given)).toBe(sort))
})

it('names each market once, the chosen one among them', () => {
  const items = ['B/C', 'A/C', 'B/C']
  expect(symbolsOf(items, '')).toEqual(['A/C', 'B/C'])
  expect(symbolsOf(items, 'Z/C')).toEqual(['A/C', 'B/C', 'Z/C'])
})

describe('several at once', () => {
  const chosen = STATES.map((status) => ({ id: status, name: status, status }))
  it('pauses what is active and archives what is not', () => {
    expect(eligible(chosen, 'pause').map(({ id }) => id)).toEqual(['active'])
    expect(eligible(chosen, 'archive').map(({ id }) => id)).toEqual(['draft', 'paused'])
  })
  it('says what was done and what was refused', () => {
    expect(outcome('archive', 2, [])).toBe('2 strategies archived.')
    expect(outcome('pause', 1, ['A', 'B'])).toBe('1 strategy paused; not “A”, “B”.')
  })
})

it('leads to a backtest of the strategy', () =>
  expect(runHref('a b')).toBe('/backtests/new?strategy=a%20b'))

describe('a diff in words', () => {
  it('is one change where a line was replaced', () =>
    expect(
      changesOf(['@@ -3,3 +3,3 @@', ' symbol: "BTC/USDT"', '-timeframe: 5m', '+timeframe: 1h']),
    ).toEqual([{ kind: 'changed', label: 'Timeframe', before: '5m', after: '1h' }]))

  it('says what came and what went', () =>
    expect(changesOf(['-risk.stop_loss_pct: 4', '+risk.trailing_stop_pct: 8'])).toEqual([
      { kind: 'removed', label: 'Stop loss, %', before: '4' },
      { kind: 'added', label: 'Trailing stop, %', after: '8' },
    ]))

  it('takes a rule by its name and shows its condition', () =>
    expect(
      changesOf([
        '-buy entry "Dip: \\"deep\\"": RSI(14) < 30',
        '+buy entry "Dip: \\"deep\\"": RSI(9) < 30',
      ]),
    ).toEqual([
      {
        kind: 'changed',
        label: 'Entry rule “Dip: "deep"” (buy)',
        before: 'RSI(14) < 30',
        after: 'RSI(9) < 30',
      },
    ]))

  it('reads text without its quotation marks and words without underscores', () =>
    expect(changesOf(['-name: "A: 1"', '+name: "B"', '+size.mode: percent_equity'])).toEqual([
      { kind: 'changed', label: 'Name', before: 'A: 1', after: 'B' },
      { kind: 'added', label: 'Size, counted in', after: 'percent equity' },
    ]))

  it('names a saved rule that is referred to', () =>
    expect(changesOf(['+sell exit ref my-rule'])).toEqual([
      { kind: 'added', label: 'Exit rule reference', after: 'the saved rule my-rule' },
    ]))

  it('shows what it does not know as it stands', () =>
    expect(changesOf(['+Something New', '-', '+"half', '-name: "broken'])).toEqual([
      { kind: 'added', label: 'Something New', after: 'Something New' },
      { kind: 'added', label: '"half', after: '"half' },
      { kind: 'removed', label: 'Name', before: '"broken' },
    ]))

  it('is empty where nothing differs', () => expect(changesOf([])).toEqual([]))
})

describe('which versions are compared', () => {
  it.each([
    [1, null, null, 1, 1],
    [4, null, null, 3, 4],
    [4, 1, null, 1, 4],
    [4, null, 2, 1, 2],
    [4, 9, 12, 3, 4],
    [4, 0, -1, 3, 4],
    [4, 3, 1, 3, 1],
  ])('of %i, asked %s to %s: %i to %i', (newest, older, newer, from, to) =>
    expect(comparedVersions(newest, { older, newer })).toEqual({ older: from, newer: to }),
  )
})
