'use client'

export function StatisticsTab() {
  return null
}
