import { describe, expect, it } from 'vitest'

import { chosenOf, happening, metric, stageOf, standing, type Result } from './model'

const result = (id: string) =>
  ({ id, metrics: { sharpe_ratio: 1.5, cagr_pct: null } }) as unknown as Result

describe('the stage of an account', () => {
  it.each([
    [{ draft: 0 }, { completed: 0 }, 1],
    [{ draft: 1 }, { completed: 0 }, 2],
    [{ draft: 1 }, { failed: 1 }, 3],
    [{}, {}, 1],
  ] as const)('is told by what there is', (strategies, backtests, stage) =>
    expect(stageOf({ strategies, backtests })).toBe(stage),
  )
})

describe('the result on show', () => {
  const recent = [result('a'), result('b')]
  it('is the chosen one', () => expect(chosenOf(recent, 'b')?.id).toBe('b'))
  it('is the newest one without a choice, or with one that is gone', () => {
    expect(chosenOf(recent, null)?.id).toBe('a')
    expect(chosenOf(recent, 'gone')?.id).toBe('a')
  })
  it('is none where nothing is finished', () => expect(chosenOf([], null)).toBeNull())
  it('has the figures that it has', () => {
    expect(metric(result('a'), 'sharpe_ratio')).toBe(1.5)
    expect([metric(result('a'), 'cagr_pct'), metric(result('a'), 'x')]).toEqual([null, null])
  })
})

describe('a job', () => {
  it('that runs says how far it is', () =>
    expect(standing({ status: 'running', queue_position: null }, 42.9)).toBe('42\u00a0%'))
  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [11, '11th'],
    [22, '22nd'],
  ])('that waits says its place: %i', (place, word) =>
    expect(standing({ status: 'pending', queue_position: place }, 0)).toBe(`${word} in the queue`),
  )
  it('without a place just waits', () =>
    expect(standing({ status: 'pending', queue_position: null }, 0)).toBe('Waiting'))
})

describe('a fact', () => {
  const fact = {
    seq: 1,
    type: 'backtest.complete',
    entity_id: 'b1',
    created_at: '2026-01-01T00:00:00Z',
  }
  it('says how a backtest ended and leads to it', () => {
    const payload = { status: 'failed', strategy_name: '<i>x</i>' }
    expect(happening({ ...fact, payload })).toEqual({
      seq: 1,
      title: 'Backtest failed',
      detail: '<i>x</i>',
      href: '/backtests/b1',
      at: fact.created_at,
    })
  })
  it('of an unknown kind is told in its own words and leads nowhere', () => {
    const told = happening({ ...fact, type: 'disk.almost_full', payload: { message: 'full' } })
    expect([told.title, told.detail, told.href]).toEqual(['Disk almost full', 'full', null])
  })
})
