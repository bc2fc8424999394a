'use client'

export function ChartTab() {
  return null
}
