'use client'

import { useState } from 'react'

import { covers, middleOf, windowOf } from '../chart-model'
import type { Trade } from '../trades'
import { useRun } from './use-run'
import { useWindow } from './use-window'

/** Return the bars around the selected trade, and the moment to look at. */
export function useTradeWindow(trade: Trade | null) {
  const { backtest, result } = useRun()
  const { timeframe } = backtest
  const runEnd = Date.parse(result.period?.end ?? backtest.completed_at ?? backtest.created_at)
  const [window, setWindow] = useState(() => windowOf(trade, timeframe, runEnd))
  const [focus, setFocus] = useState(trade ? middleOf(trade, timeframe) : null)
  const [shown, setShown] = useState(trade?.number ?? null)
  const loaded = useWindow(window)
  if ((trade?.number ?? null) !== shown) {
    setShown(trade?.number ?? null)
    if (trade !== null) {
      setFocus(middleOf(trade, timeframe))
      if (!covers(loaded.candles, trade)) setWindow(windowOf(trade, timeframe, runEnd))
    }
  }
  const toEnd = () => {
    setFocus(null)
    setWindow(windowOf(null, timeframe, runEnd))
  }
  const older = () => {
    // Looking further back is looking away from the trade.
    setFocus(null)
    loaded.older()
  }
  return { ...loaded, focus, older, toEnd: window.end < runEnd ? toEnd : null }
}
