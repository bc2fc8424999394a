import { describe, expect, it } from 'vitest'

import { effectsOf } from './effects'
import { noticeOf } from './notices'

describe('effects', () => {
  it('of a price is a price', () => {
    const data = { symbol: 'BTC/USDT', price: 5 }
    expect(effectsOf({ channel: 'ticker', type: 'market.ticker.update', data })).toEqual([
      { kind: 'ticker', symbol: 'BTC/USDT', data },
    ])
  })

  it('of progress is none: the widget that shows it listens itself', () => {
    const message = { channel: 'backtest_progress', type: 'backtest.progress', data: {} }
    expect(effectsOf(message)).toEqual([])
  })

  it('of a finished backtest are new lists and a notice', () => {
    const data = { entity_id: 'b1', status: 'completed', strategy_name: '<b>x</b>' }
    const message = { channel: 'backtest_progress', type: 'backtest.complete', seq: 3, data }
    const effects = effectsOf(message)
    expect(effects.map(({ kind }) => kind)).toEqual(['stale', 'notice'])
    const notice = effects.find((effect) => effect.kind === 'notice')
    expect(notice && noticeOf(notice)).toEqual({
      id: 'fact-3',
      title: 'Backtest finished',
      detail: '<b>x</b>',
      href: '/backtests/b1',
      isBad: false,
    })
  })

  it('of a failed backtest are a notice that stays', () => {
    const data = { entity_id: 'b1', status: 'failed' }
    const message = { channel: 'backtest_progress', type: 'backtest.failed', seq: 4, data }
    const notice = effectsOf(message).find((effect) => effect.kind === 'notice')
    expect(notice && noticeOf(notice)).toMatchObject({ title: 'Backtest failed', isBad: true })
  })

  it('of an unknown fact is a notice in its own words', () => {
    const [effect] = effectsOf({ channel: 'alerts', type: 'alert.disk_full', seq: 9, data: {} })
    expect(effect?.kind === 'notice' && noticeOf(effect).title).toBe('alert disk full')
  })
})
